import type { EvaluationDetail } from "@longshore/api/evaluations";
import { plural } from "../../lib/plural.ts";
import { ReasonTable, RuledOut, ShortageTable } from "../../ui/NodeScores.tsx";
import { StatusShape } from "../../ui/Status.tsx";

/** Why instances fit nowhere: the sentence first, then what it rests on. */
export const Failures = ({ detail }: { readonly detail: EvaluationDetail }) =>
  detail.failedGroups.length === 0 ? null : (
    <section className="ep-fails" aria-label="What could not be placed">
      <div className="ep-sech">
        <h2>What could not be placed</h2>
      </div>
      {detail.failedGroups.map(({ group, queued, why, metrics }) => (
        <div key={group} className="ep-fail">
          <h3>
            <StatusShape state="queued" />
            <span className="m">{group}</span>
            <span className="two">
              {queued === 0
                ? "nothing waits any more"
                : `${plural(queued, "instance")} ${detail.status === "blocked" ? "waiting" : "left waiting"}`}
            </span>
          </h3>
          <p>{why}.</p>
          <ShortageTable metrics={metrics} />
          <ReasonTable metrics={metrics} />
          <RuledOut metrics={metrics} />
        </div>
      ))}
    </section>
  );
