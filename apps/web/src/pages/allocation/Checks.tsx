import type { AllocationDetail } from "@longshore/api/allocations";
import { Status } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";

const shapes = { pending: "starting", passing: "succeeded", failing: "failed" } as const;

/** What its services' health checks say, with their last answer. */
export const Checks = ({ detail }: { readonly detail: AllocationDetail }) =>
  detail.checks.length === 0 ? null : (
    <section className="al-task" aria-label="Health checks">
      <header className="al-th">
        <h2 className="al-plain">Health checks</h2>
      </header>
      <ul className="al-checks">
        {detail.checks.map((check) => (
          <li key={check.name}>
            <Status state={shapes[check.status]} word={check.status} />
            <span className="m">{check.name}</span>
            <span className="meta">
              since <Time at={check.since} />
            </span>
            {check.output === "" ? null : <pre className="m">{check.output}</pre>}
          </li>
        ))}
      </ul>
    </section>
  );
