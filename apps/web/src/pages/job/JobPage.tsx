import { useQuery } from "@tanstack/react-query";
import { PackageX } from "lucide-react";
import { Suspense, lazy } from "react";
import type { JobDetail } from "@longshore/api/jobs";
import { Link, useParams } from "react-router-dom";
import { jobQuery } from "../../api/queries.ts";
import { jobPath, jobsPath } from "../../paths.ts";
import { Detail } from "../../shell/Detail.tsx";
import { NotFoundPage } from "../../shell/NotFoundPage.tsx";
import { Page } from "../../shell/Page.tsx";
import type { Crumb } from "../../shell/Page.tsx";
import { buttonClass } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { ActivityTab } from "./ActivityTab.tsx";
import { EvaluationsTab } from "./EvaluationsTab.tsx";
import { InstancesTab } from "./InstancesTab.tsx";
import { JobHeader } from "./JobHeader.tsx";
import { OverviewTab } from "./OverviewTab.tsx";
import { RolloutsTab } from "./RolloutsTab.tsx";
import { VersionsTab } from "./VersionsTab.tsx";
import "./job.css";

// The editor is the largest part of the dashboard; only this tab and the edit page need it.
const DefinitionTab = lazy(async () => ({
  default: (await import("./DefinitionTab.tsx")).DefinitionTab,
}));

const views: Readonly<Record<string, (job: JobDetail) => React.ReactNode>> = {
  overview: (job) => <OverviewTab job={job} />,
  instances: (job) => <InstancesTab job={job} />,
  rollouts: (job) => <RolloutsTab job={job} />,
  versions: (job) => <VersionsTab job={job} />,
  evaluations: (job) => <EvaluationsTab job={job} />,
  activity: (job) => <ActivityTab job={job} />,
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

const parentCrumb = (job: JobDetail | undefined): readonly Crumb[] =>
  job === undefined || job.parent === null ? [] : [{ text: job.parent, to: jobPath(job.namespace, job.parent) }];

export const JobPage = () => {
  const { namespace = "", job: id = "", tab = "overview" } = useParams();
  const query = useQuery(jobQuery(namespace, id));
  const view = views[tab];
  if (view === undefined) return <NotFoundPage />;
  return (
    <Page title={id} crumbs={[{ text: "Jobs", to: jobsPath() }, ...parentCrumb(query.data)]}>
      <Detail query={query} missing={<Missing id={id} />}>
        {(job) => (
          <>
            <JobHeader job={job} />
            <Suspense fallback={<SkeletonRows rows={12} height={32} />}>{view(job)}</Suspense>
          </>
        )}
      </Detail>
    </Page>
  );
};
