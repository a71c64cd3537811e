import type { GroupSummary } from "@longshore/api/jobs";
import { addCounts, noInstances, runsPerNode, runsToEnd } from "@longshore/core/model";
import type { InstanceCounts, InstanceState, JobType } from "@longshore/core/model";
import { number } from "../../lib/plural.ts";
import { SegmentedBar, segmentsText } from "../../ui/SegmentedBar.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { tip } from "../../ui/tip.ts";

/** What is said in words beside the bars, the worst first. */
const exceptions: readonly InstanceState[] = ["failed", "lost", "queued", "starting", "stopping"];

const totalOf = (groups: readonly GroupSummary[]): InstanceCounts =>
  groups.reduce((sum, group) => addCounts(sum, group.now), noInstances);

const sizeOf = (counts: InstanceCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Beyond this the bars would be slivers: one bar stands for all groups. */
const mostBars = 6;

/** A job's task groups as bars, how many of its instances are well, and what is not in order as text. */
export const GroupBars = ({ groups, type }: { readonly groups: readonly GroupSummary[]; readonly type: JobType }) => {
  const total = totalOf(groups);
  const well = runsToEnd(type) ? total.complete : total.running;
  const wanted = Math.max(
    groups.reduce((sum, group) => sum + group.count, 0),
    sizeOf(total) - total.stopping,
  );
  const odd = exceptions.filter((state) => total[state] > 0);
  const [first] = odd;
  const rest = odd.slice(1);
  return (
    <span className="g">
      <span className="bars">
        {groups.length > mostBars ? (
          <SegmentedBar counts={total} label={`${String(groups.length)} groups`} />
        ) : (
          groups.map((group) => <SegmentedBar key={group.name} counts={group.now} label={group.name} />)
        )}
      </span>
      <span className="cnt" {...(runsPerNode(type) ? tip("One on every node that qualifies") : {})}>
        {number(well)}
        {runsPerNode(type) ? null : <span className="faint">/{number(wanted)}</span>}
      </span>
      {first === undefined ? null : (
        <span className="ex" {...(rest.length > 0 ? tip(segmentsText(total)) : {})}>
          <StatusShape state={first} />
          {number(total[first])} {first}
          {rest.length > 0 ? " +" : ""}
        </span>
      )}
    </span>
  );
};
