import type { PlanReply } from "@longshore/api/plans";
import { ScheduledTime } from "../../ui/ScheduledTime.tsx";

/** A periodic job in place of instances: when it is launched once the plan is applied. */
export const PlannedLaunches = ({ plan }: { readonly plan: PlanReply }) => (
  <section className="sec" aria-label="Launches">
    <div className="sech">
      <h2>Launches</h2>
      <span className="meta">Each is a job of its own, with this definition</span>
    </div>
    <p className="sum">Applying places nothing now; launched at</p>
    <ol className="launch-times" aria-label="Next launches">
      {plan.nextLaunches.map((at) => (
        <li key={at}>
          <ScheduledTime at={at} />
        </li>
      ))}
    </ol>
  </section>
);
