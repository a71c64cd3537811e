import type { EvaluationItem } from "@longshore/api/evaluations";
import { Link } from "react-router-dom";
import { capital } from "../../lib/capital.ts";
import { number } from "../../lib/plural.ts";
import { evaluationPath, jobPath } from "../../paths.ts";
import { Duration } from "../../ui/Duration.tsx";
import { Status } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { statusWord, triggerText } from "./evaluation-words.ts";
import "../../ui/list.css";
import "./evaluations-table.css";

/** What came of it: why instances fit nowhere, or that it waits for its time. */
export const Outcome = ({ item }: { readonly item: EvaluationItem }) => (
  <>
    {item.waitUntil !== null && item.status === "pending" ? (
      <div>
        Looked at <Time at={item.waitUntil} />
      </div>
    ) : null}
    {item.statusDescription === "" ? null : <div>{capital(item.statusDescription)}</div>}
    {item.failures.map((failure) => (
      <div key={failure.group}>
        <b className="m">{failure.group}</b> {failure.queued > 0 ? `${number(failure.queued)} waiting: ` : ""}
        {failure.why}
      </div>
    ))}
  </>
);

const isOver = ({ status }: EvaluationItem): boolean => status === "complete" || status === "failed";

const Row = ({ item, named }: { readonly item: EvaluationItem; readonly named: boolean }) => (
  <tr>
    <td className="e-state">
      <Status state={item.status} word={statusWord(item)} />
    </td>
    {named ? (
      <td className="e-job">
        <Link className="name ell" to={jobPath(item.namespace, item.jobId)}>
          {item.jobId}
        </Link>
        {item.namespace === "default" ? null : <span className="meta">{item.namespace}</span>}
      </td>
    ) : null}
    <td className="e-why">
      <Link className="why-link" data-row={item.id} to={evaluationPath(item.id)}>
        {triggerText(item.triggeredBy)}
      </Link>
    </td>
    <td className="e-desc dim">
      <Outcome item={item} />
    </td>
    <td className="e-took dim">{isOver(item) ? <Duration from={item.createdAt} to={item.modifiedAt} /> : "–"}</td>
    <td className="e-index m dim">{number(item.createIndex)}</td>
    <td className="e-at dim">
      <Time at={item.createdAt} />
    </td>
  </tr>
);

export const EvaluationsTable = ({
  items,
  named = false,
}: {
  readonly items: readonly EvaluationItem[];
  /** Also of which job each is. */
  readonly named?: boolean;
}) => (
  <table className={named ? "lst evals named" : "lst evals"} aria-label="Evaluations">
    <thead>
      <tr>
        <th scope="col" className="e-state">
          Status
        </th>
        {named ? (
          <th scope="col" className="e-job">
            Job
          </th>
        ) : null}
        <th scope="col" className="e-why">
          Why
        </th>
        <th scope="col" className="e-desc">
          What came of it
        </th>
        <th scope="col" className="e-took">
          Took
        </th>
        <th scope="col" className="e-index">
          Index
        </th>
        <th scope="col" className="e-at">
          When
        </th>
      </tr>
    </thead>
    <tbody>
      {items.map((item) => (
        <Row key={item.id} item={item} named={named} />
      ))}
    </tbody>
  </table>
);
