import type { EvaluationDetail } from "@longshore/api/evaluations";
import { Link } from "react-router-dom";
import { number } from "../../lib/plural.ts";
import { evaluationsPath, jobPath, nodePath } from "../../paths.ts";
import { CopyText } from "../../ui/CopyText.tsx";
import { Duration } from "../../ui/Duration.tsx";
import { Time } from "../../ui/Time.tsx";

const isOpen = ({ status }: EvaluationDetail): boolean => status === "pending" || status === "blocked";

/** What it took so far. */
const Work = ({ detail }: { readonly detail: EvaluationDetail }) => (
  <>
    <dt>Took</dt>
    <dd>{isOpen(detail) ? "not over yet" : <Duration from={detail.createdAt} to={detail.modifiedAt} />}</dd>
    <dt>Rows written</dt>
    <dd>{number(detail.written)}</dd>
    <dt>Failed tries</dt>
    <dd>{detail.failureCount === 0 ? "none" : `${number(detail.failureCount)} in a row`}</dd>
    <dt>Check index</dt>
    <dd className="m">{number(detail.jobModifyIndex)}</dd>
    <dt>Index</dt>
    <dd className="m">
      {number(detail.createIndex)} to {number(detail.modifyIndex)}
    </dd>
  </>
);

export const EvaluationFacts = ({ detail }: { readonly detail: EvaluationDetail }) => (
  <aside className="ep-rail" aria-label="Facts">
    <section>
      <h2>Facts</h2>
      <dl className="kv">
        <dt>Id</dt>
        <dd>
          <CopyText text={detail.id} />
        </dd>
        <dt>Job</dt>
        <dd>
          <Link className="link" to={jobPath(detail.namespace, detail.jobId)}>
            {detail.jobId}
          </Link>
        </dd>
        <dt>Namespace</dt>
        <dd>{detail.namespace}</dd>
        <dt>Asked by</dt>
        <dd>
          <Link className="link" to={evaluationsPath({ trigger: detail.triggeredBy })}>
            {detail.triggeredBy}
          </Link>
        </dd>
        {detail.node === null ? null : (
          <>
            <dt>Node</dt>
            <dd>
              <Link className="link" to={nodePath(detail.node.id)}>
                {detail.node.name}
              </Link>
            </dd>
          </>
        )}
        <dt>Priority</dt>
        <dd>{detail.priority}</dd>
        <dt>Made</dt>
        <dd>
          <Time at={detail.createdAt} />
        </dd>
        {detail.waitUntil === null ? null : (
          <>
            <dt>Not before</dt>
            <dd>
              <Time at={detail.waitUntil} form="full" />
            </dd>
          </>
        )}
        <Work detail={detail} />
      </dl>
    </section>
  </aside>
);
