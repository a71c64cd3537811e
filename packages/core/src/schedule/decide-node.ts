import { isLive, type Allocation } from "../model/allocation.ts";
import { runsPerNode } from "../model/job-spec.ts";
import { acceptsPlacements, type Node } from "../model/node.ts";
import { rowsOf } from "../table.ts";
import type { InstanceDecision } from "./decision.ts";
import { barsOf, decideChange } from "./decide-change.ts";
import { decideEnded } from "./decide-instance.ts";
import { placeAgain } from "./place-again.ts";
import { keep, stop, type At, type Round } from "./round.ts";
import { listed } from "./run-again.ts";

/** Whether anything but what runs on every node is still on this one. */
const hasOthers = (round: Round, node: Node): boolean =>
  rowsOf(round.view.liveOfNode, node.key, round.view.allocations).some(({ jobType }) => !runsPerNode(jobType));

/** [O4] What runs on every node leaves a drained one last. */
const decideDrained = (round: Round, at: At & { readonly current: Allocation }, node: Node): InstanceDecision => {
  if (node.drain?.ignoreSystemJobs === true)
    return keep(at, "unchanged", `${node.name} is drained, and jobs that run on every node stay there`);
  return node.drain?.isForced === true || !hasOthers(round, node)
    ? stop(round, at, { cause: "drained", reason: `${node.name} is drained` })
    : keep(at, "drained", `${node.name} is drained: it leaves last`);
};

const decideRunning = (round: Round, at: At & { readonly current: Allocation }, node: Node): InstanceDecision => {
  if (at.current.client === "unknown") return keep(at, "disconnected", "Its node is out of sight");
  if (node.drain !== null) return decideDrained(round, at, node);
  const barred = barsOf(round, at);
  if (barred.length > 0)
    return stop(round, at, { cause: "unwanted", reason: `Its node no longer qualifies: ${listed(barred)}` });
  return decideChange(round, at);
};

/** The instance of a job that runs once per node on one of them; undefined when none belongs there. */
export const decideNode = (
  round: Round,
  at: At,
  { node, qualifies }: { readonly node: Node; readonly qualifies: boolean },
): InstanceDecision | undefined => {
  const { current } = at;
  if (current !== null && isLive(current) && current.desired === "run")
    return decideRunning(round, { ...at, current, only: node.key }, node);
  if (!qualifies || !acceptsPlacements(node)) return undefined;
  const only = { ...at, only: node.key };
  if (current === null)
    return placeAgain(round, only, { verb: "create", cause: "new", reason: `${node.name} qualifies` });
  if (!isLive(current)) return decideEnded(round, { ...only, current });
  return placeAgain(round, only, {
    verb: "create",
    cause: "wanted",
    reason: "Takes over when the one that is stopping has ended",
  });
};
