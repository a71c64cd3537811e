import { useQuery } from "@tanstack/react-query";
import { ActivitySquare } from "lucide-react";
import type { EvaluationDetail } from "@longshore/api/evaluations";
import { Link, useParams, useSearchParams } from "react-router-dom";
import { evaluationAllocationsQuery, evaluationQuery } from "../../api/queries.ts";
import { capital } from "../../lib/capital.ts";
import { evaluationPath, evaluationsPath, jobPath } from "../../paths.ts";
import { PageLinks, byAge } from "../../shell/PageLinks.tsx";
import { Detail } from "../../shell/Detail.tsx";
import { Page } from "../../shell/Page.tsx";
import { buttonClass } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { AllocationsTable } from "../job/AllocationsTable.tsx";
import { Chain } from "./Chain.tsx";
import { EvaluationFacts } from "./EvaluationFacts.tsx";
import { Failures } from "./Failures.tsx";
import { statusWord, triggerText } from "./evaluation-words.ts";
import "./evaluations.css";

const pageSize = 50;

/** What its status comes to, in a sentence. */
const Sentence = ({ detail }: { readonly detail: EvaluationDetail }) => (
  <p className="ep-h2 two">
    <span>
      {triggerText(detail.triggeredBy)}, <Time at={detail.createdAt} />.
    </span>
    {detail.whyDelayed === null || detail.waitUntil === null ? null : (
      <span>
        {detail.whyDelayed}: looked at <Time at={detail.waitUntil} />.
      </span>
    )}
    {detail.status === "blocked" ? (
      <span>It waits for room, and is looked at again as soon as a node changes or something ends.</span>
    ) : null}
    {detail.statusDescription === "" ? null : <span>{capital(detail.statusDescription)}.</span>}
    {detail.cursor === null ? null : (
      <span>
        Worked off up to {detail.cursor.group}[{detail.cursor.index}].
      </span>
    )}
  </p>
);

const Placed = ({ detail }: { readonly detail: EvaluationDetail }) => {
  const [params] = useSearchParams();
  const cursor = params.get("cursor") ?? "";
  const { data } = useQuery(evaluationAllocationsQuery(detail, { cursor, limit: pageSize }));
  return (
    <section aria-label="Instances">
      <div className="ep-sech">
        <h2>Instances</h2>
        <span className="meta">that it was the last to place, change or stop</span>
      </div>
      {data === undefined ? (
        <SkeletonRows rows={4} height={32} />
      ) : data.items.length === 0 ? (
        <p className="ep-none two">None.</p>
      ) : (
        <AllocationsTable items={data.items} label="Instances of this evaluation" />
      )}
      {data === undefined || (cursor === "" && data.next === null) ? null : (
        <footer className="foot">
          <PageLinks
            first={cursor === "" ? null : evaluationPath(detail.id)}
            next={data.next === null ? null : evaluationPath(detail.id, { cursor: data.next })}
            words={byAge}
          />
        </footer>
      )}
    </section>
  );
};

const Body = ({ detail }: { readonly detail: EvaluationDetail }) => (
  <>
    <header className="ep-h">
      <div className="ep-h1">
        <StatusShape state={detail.status} />
        <h1>
          {statusWord(detail)}
          <span className="vh"> evaluation</span>
        </h1>
        <span className="two">of</span>
        <Link className="ep-job ell" to={jobPath(detail.namespace, detail.jobId)}>
          {detail.jobId}
        </Link>
        <span className="tag">{detail.type}</span>
      </div>
      <Sentence detail={detail} />
    </header>
    <div className="ep-cols">
      <div className="ep-left">
        <Chain detail={detail} />
        <Failures detail={detail} />
        <Placed detail={detail} />
      </div>
      <EvaluationFacts detail={detail} />
    </div>
  </>
);

const Missing = () => (
  <Empty
    icon={<ActivitySquare className="i" aria-hidden="true" />}
    title="There is no such evaluation"
    actions={
      <Link className={buttonClass()} to={evaluationsPath()}>
        Go to evaluations
      </Link>
    }
  >
    It is so old that it was cleared away, or it is of a namespace that your token is not for.
  </Empty>
);

export const EvaluationPage = () => {
  const { evaluation: id = "" } = useParams();
  const query = useQuery(evaluationQuery(id));
  return (
    <Page title={id.slice(0, 8)} crumbs={[{ text: "Evaluations", to: evaluationsPath() }]}>
      <Detail query={query} missing={<Missing />}>
        {(detail) => <Body key={detail.id} detail={detail} />}
      </Detail>
    </Page>
  );
};
