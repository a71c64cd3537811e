import type { AllocationDetail } from "@longshore/api/allocations";
import { Link } from "react-router-dom";
import { formatDuration } from "../../lib/format-duration.ts";
import { allocationPath, evaluationPath } from "../../paths.ts";
import { StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";

/** The replacements that led to it, and the one that is due. */
export const Reschedules = ({ detail }: { readonly detail: AllocationDetail }) => {
  // Once another one has taken its place, what waited for that is over.
  const followUp = detail.nextId === null ? detail.followUp : null;
  return detail.reschedules.length === 0 && followUp === null ? null : (
    <section className="al-task" aria-label="Reschedules">
      <header className="al-th">
        <h2 className="al-plain">Placed again after failures</h2>
      </header>
      <ol className="al-events">
        {followUp === null ? null : (
          <li>
            <span className="al-when">{followUp.waitUntil === null ? "soon" : "due"}</span>
            <StatusShape state="starting" />
            <span className="al-what">
              Another one takes its place
              {followUp.waitUntil === null ? null : (
                <>
                  {" "}
                  <Time at={followUp.waitUntil} />
                </>
              )}
              .{" "}
              <Link className="link" to={evaluationPath(followUp.id)}>
                The evaluation
              </Link>
            </span>
          </li>
        )}
        {detail.reschedules.toReversed().map((reschedule) => (
          <li key={`${String(reschedule.at)} ${reschedule.previousAllocation}`}>
            <span className="al-when">
              <Time at={reschedule.at} form="clock" />
            </span>
            <StatusShape state="degraded" />
            <span className="al-what">
              Took the place of{" "}
              <Link className="link m" to={allocationPath(reschedule.previousAllocation)}>
                {reschedule.previousAllocation.slice(0, 8)}
              </Link>{" "}
              <span className="two">
                on {reschedule.previousNode === "" ? "a removed node" : reschedule.previousNode}
                {reschedule.delayMs > 0 ? `, after ${formatDuration(reschedule.delayMs)}` : ", at once"}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
};
