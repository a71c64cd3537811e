import { ArrowRight } from "lucide-react";
import type { EvaluationDetail, EvaluationLink } from "@longshore/api/evaluations";
import { Link } from "react-router-dom";
import { evaluationPath } from "../../paths.ts";
import { Status } from "../../ui/Status.tsx";
import { statusWord, triggerText } from "./evaluation-words.ts";

type Step = { readonly label: string; readonly link: EvaluationLink; readonly isThis: boolean };

/** In the order of time; what waits for room stands beside what follows. */
const stepsOf = (detail: EvaluationDetail): readonly Step[] => {
  const { id, status, triggeredBy, waitUntil } = detail;
  const step = (label: string, link: EvaluationLink | null): readonly Step[] =>
    link === null ? [] : [{ label, link, isThis: false }];
  return [
    ...step("It followed", detail.previous),
    { label: "This one", link: { id, status, triggeredBy, waitUntil }, isThis: true },
    ...step(detail.blocked?.status === "blocked" ? "Waits for room" : "Waited for room", detail.blocked),
    ...step("Followed by", detail.next),
  ];
};

/** Where it stands among the evaluations it came from and led to. */
export const Chain = ({ detail }: { readonly detail: EvaluationDetail }) => {
  const steps = stepsOf(detail);
  if (steps.length === 1) return null;
  return (
    <section className="ep-sec" aria-label="Before and after">
      <ol className="ep-chain">
        {steps.map(({ label, link, isThis }, at) => (
          <li key={link.id} aria-current={isThis ? "step" : undefined}>
            {at === 0 ? null : <ArrowRight className="i s" aria-hidden="true" />}
            <div>
              <span className="meta">{label}</span>
              <Status state={link.status} word={statusWord(link)} />
              {isThis ? (
                <span className="m">{link.id.slice(0, 8)}</span>
              ) : (
                <Link className="link m" to={evaluationPath(link.id)}>
                  {link.id.slice(0, 8)}
                </Link>
              )}
              <span className="meta">{triggerText(link.triggeredBy)}</span>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
};
