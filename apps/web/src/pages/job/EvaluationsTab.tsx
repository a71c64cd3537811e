import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { JobDetail } from "@longshore/api/jobs";
import { Link } from "react-router-dom";
import { wordsOf } from "../../api/errors.ts";
import { jobEvaluationsQuery } from "../../api/queries.ts";
import { evaluationsPath } from "../../paths.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { EvaluationsTable } from "../evaluations/EvaluationsTable.tsx";
import { useRowKeys } from "../../lib/use-row-keys.ts";
import { whyNot } from "./job-actions.ts";
import { useEvaluateJob } from "./use-evaluate-job.ts";

const Head = ({ job }: { readonly job: JobDetail }) => {
  const evaluate = useEvaluateJob(job);
  return (
    <div className="sech">
      <h2>Evaluations</h2>
      <span className="meta">Each time the scheduler looked at this job</span>
      <span className="grow" />
      <Link className="link" to={evaluationsPath({ job: job.id, namespace: job.namespace })}>
        Filter them
      </Link>
      <Button size="small" disabledWhy={evaluate.isPending ? "Asked" : whyNot(job.can.evaluate)} onClick={evaluate.run}>
        Evaluate now
      </Button>
    </div>
  );
};

const List = ({ job }: { readonly job: JobDetail }) => {
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery(jobEvaluationsQuery(job.namespace, job.id));
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list, []);
  if (data === undefined) {
    if (error === null) return <SkeletonRows rows={8} height={32} />;
    const words = wordsOf(error);
    return (
      <div className="pad">
        <ErrorNote title={words.title} detail={words.detail} requestId={words.requestId} />
      </div>
    );
  }
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Empty title="The scheduler has not looked at this job yet" />;
  return (
    <div ref={list}>
      <EvaluationsTable items={items} />
      {hasNextPage ? (
        <div className="more">
          <Button onClick={() => void fetchNextPage()}>Show older evaluations</Button>
        </div>
      ) : null}
    </div>
  );
};

/** Each time the scheduler looked at the job: why, and what came of it. */
export const EvaluationsTab = ({ job }: { readonly job: JobDetail }) => (
  <>
    <Head job={job} />
    <List job={job} />
  </>
);
