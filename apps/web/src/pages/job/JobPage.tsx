import { useQuery } from "@tanstack/react-query";
import { PackageX } from "lucide-react";
import { Suspense, lazy } from "react";
import type { JobDetail } from "@longshore/api/jobs";
import { Link, useParams } from "react-router-dom";
import { isKind, wordsOf } from "../../api/errors.ts";
import { jobQuery } from "../../api/queries.ts";
import { useStaleSince } from "../../api/use-live-status.ts";
import { jobPath, jobsPath } from "../../paths.ts";
import { NotFoundPage } from "../../shell/NotFoundPage.tsx";
import { Page } from "../../shell/Page.tsx";
import type { Crumb } from "../../shell/Page.tsx";
import { StaleBar } from "../../shell/StaleBar.tsx";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { EvaluationsTab } from "./EvaluationsTab.tsx";
import { InstancesTab } from "./InstancesTab.tsx";
import { JobHeader } from "./JobHeader.tsx";
import { OverviewTab } from "./OverviewTab.tsx";
import { VersionsTab } from "./VersionsTab.tsx";
import "./job.css";
import "./lists.css";

// The editor is the largest part of the dashboard; only this tab and the edit page need it.
const DefinitionTab = lazy(async () => ({
  default: (await import("./DefinitionTab.tsx")).DefinitionTab,
}));

const views: Readonly<Record<string, (job: JobDetail) => React.ReactNode>> = {
  overview: (job) => <OverviewTab job={job} />,
  instances: (job) => <InstancesTab job={job} />,
  versions: (job) => <VersionsTab job={job} />,
  evaluations: (job) => <EvaluationsTab job={job} />,
  definition: (job) => <DefinitionTab job={job} />,
};

const Missing = ({ id }: { readonly id: string }) => (
  <Empty
    icon={<PackageX className="i" aria-hidden="true" />}
    title={`There is no job ${id}`}
    actions={
      <Link className={buttonClass()} to={jobsPath()}>
        Go to jobs
      </Link>
    }
  >
    It was purged, or never registered under this name.
  </Empty>
);

const Failed = ({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) => {
  const words = wordsOf(error);
  return (
    <div className="pad">
      <ErrorNote
        title={words.title}
        detail={words.detail}
        requestId={words.requestId}
        actions={<Button onClick={onRetry}>Try again</Button>}
      />
    </div>
  );
};

const parentCrumb = (job: JobDetail | undefined): readonly Crumb[] =>
  job === undefined || job.parent === null ? [] : [{ text: job.parent, to: jobPath(job.namespace, job.parent) }];

export const JobPage = () => {
  const { namespace = "", job: id = "", tab = "overview" } = useParams();
  const { data: job, error, refetch } = useQuery(jobQuery(namespace, id));
  const stale = useStaleSince();
  const view = views[tab];
  if (view === undefined) return <NotFoundPage />;
  // A purged job is still in the cache: its page says that it is gone.
  const gone = isKind(error, "not-found");
  return (
    <Page title={id} crumbs={[{ text: "Jobs", to: jobsPath() }, ...parentCrumb(job)]}>
      <StaleBar />
      {gone ? <Missing id={id} /> : null}
      {!gone && job === undefined && error === null ? <SkeletonRows rows={12} height={32} /> : null}
      {!gone && job === undefined && error !== null ? <Failed error={error} onRetry={() => void refetch()} /> : null}
      {gone || job === undefined ? null : (
        <div className={stale === null ? undefined : "stale-data"}>
          <JobHeader job={job} />
          <Suspense fallback={<SkeletonRows rows={12} height={32} />}>{view(job)}</Suspense>
        </div>
      )}
    </Page>
  );
};
