import { useInfiniteQuery } from "@tanstack/react-query";
import type { EvaluationItem, JobDetail } from "@longshore/api/jobs";
import { wordsOf } from "../../api/errors.ts";
import { evaluationsQuery } from "../../api/queries.ts";
import { number } from "../../lib/plural.ts";
import { Button } from "../../ui/Button.tsx";
import { CopyText } from "../../ui/CopyText.tsx";
import { Duration } from "../../ui/Duration.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { Status } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";

const triggerWords: Readonly<Record<string, string>> = {
  "job-register": "The job was registered",
  "job-deregister": "The job was stopped",
  "job-scaling": "The job was scaled",
  "node-update": "A node changed",
  "alloc-failure": "An instance failed",
  "alloc-stop": "An instance was stopped",
  "queued-allocs": "Instances were waiting",
  "failed-follow-up": "An earlier try failed",
};

const Row = ({ item }: { readonly item: EvaluationItem }) => (
  <tr>
    <td className="e-state">
      <Status state={item.status} />
    </td>
    <td className="e-why">{triggerWords[item.triggeredBy] ?? item.triggeredBy}</td>
    <td className="e-desc dim">
      {item.statusDescription}
      {item.failures.map((failure) => (
        <div key={failure.group}>
          <b className="m">{failure.group}</b> {failure.why}
        </div>
      ))}
    </td>
    <td className="e-took dim">
      {item.status === "complete" || item.status === "failed" ? (
        <Duration from={item.createdAt} to={item.modifiedAt} />
      ) : (
        "–"
      )}
    </td>
    <td className="e-index m dim">{number(item.createIndex)}</td>
    <td className="e-at dim">
      <Time at={item.createdAt} />
    </td>
    <td className="e-id">
      <CopyText text={item.id} />
    </td>
  </tr>
);

const Table = ({ items }: { readonly items: readonly EvaluationItem[] }) => (
  <table className="lst evals" aria-label="Evaluations">
    <thead>
      <tr>
        <th scope="col" className="e-state">
          Status
        </th>
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
        <th scope="col" className="e-id">
          Id
        </th>
      </tr>
    </thead>
    <tbody>
      {items.map((item) => (
        <Row key={item.id} item={item} />
      ))}
    </tbody>
  </table>
);

/** Each time the scheduler looked at the job: why, and what came of it. */
export const EvaluationsTab = ({ job }: { readonly job: JobDetail }) => {
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery(evaluationsQuery(job.namespace, job.id));
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
    <>
      <Table items={items} />
      {hasNextPage ? (
        <div className="more">
          <Button onClick={() => void fetchNextPage()}>Show older evaluations</Button>
        </div>
      ) : null}
    </>
  );
};
