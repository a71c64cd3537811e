import { useInfiniteQuery } from "@tanstack/react-query";
import type { JobDetail } from "@longshore/api/jobs";
import { Link } from "react-router-dom";
import { jobAuditQuery } from "../../api/audit-queries.ts";
import { useIsAdministrator } from "../../api/use-may-not.ts";
import { auditPath } from "../../paths.ts";
import { LoadFailed } from "../../shell/LoadFailed.tsx";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { AuditTable } from "../audit/AuditTable.tsx";

const List = ({ job }: { readonly job: JobDetail }) => {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    jobAuditQuery(job.namespace, job.id),
  );
  if (data === undefined)
    return error === null ? <SkeletonRows rows={8} height={32} /> : <LoadFailed error={error} onRetry={refetch} />;
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return (
      <Empty title="Nobody asked anything of this job">
        {job.parent === null
          ? "Whatever somebody asks of it is listed here."
          : `It was launched from ${job.parent}; what is asked of it itself is listed here.`}
      </Empty>
    );
  return (
    <>
      <AuditTable items={items} />
      {hasNextPage ? (
        <div className="more">
          <Button disabledWhy={isFetchingNextPage ? "Loading" : null} onClick={() => void fetchNextPage()}>
            Show older
          </Button>
        </div>
      ) : null}
    </>
  );
};

/** Who asked for which change of the job, through which door and from which plan. */
export const ActivityTab = ({ job }: { readonly job: JobDetail }) => {
  const isAdministrator = useIsAdministrator();
  return (
    <>
      <div className="sech">
        <h2>Activity</h2>
        <span className="meta">Who asked for which change, newest first</span>
        <span className="grow" />
        {isAdministrator ? (
          <Link className="link" to={auditPath({ namespace: job.namespace, job: job.id })}>
            In the audit log
          </Link>
        ) : null}
      </div>
      <List job={job} />
    </>
  );
};
