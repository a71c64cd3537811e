import { lazy } from "react";
import { Navigate, Route, Routes } from "react-router-dom";
import { JobsPage } from "./pages/jobs/JobsPage.tsx";
import { jobsPath } from "./paths.ts";
import { NotFoundPage } from "./shell/NotFoundPage.tsx";
import { Shell } from "./shell/Shell.tsx";

const JobPage = lazy(async () => ({ default: (await import("./pages/job/JobPage.tsx")).JobPage }));
const EditJobPage = lazy(async () => ({
  default: (await import("./pages/edit/EditJobPage.tsx")).EditJobPage,
}));
const PlanPage = lazy(async () => ({
  default: (await import("./pages/plan/PlanPage.tsx")).PlanPage,
}));
const AllocationPage = lazy(async () => ({
  default: (await import("./pages/allocation/AllocationPage.tsx")).AllocationPage,
}));
const LogsPage = lazy(async () => ({
  default: (await import("./pages/logs/LogsPage.tsx")).LogsPage,
}));
const NodesPage = lazy(async () => ({
  default: (await import("./pages/nodes/NodesPage.tsx")).NodesPage,
}));
const NodePage = lazy(async () => ({
  default: (await import("./pages/nodes/NodePage.tsx")).NodePage,
}));
const EvaluationsPage = lazy(async () => ({
  default: (await import("./pages/evaluations/EvaluationsPage.tsx")).EvaluationsPage,
}));
const EvaluationPage = lazy(async () => ({
  default: (await import("./pages/evaluations/EvaluationPage.tsx")).EvaluationPage,
}));
const RolloutPage = lazy(async () => ({
  default: (await import("./pages/rollout/RolloutPage.tsx")).RolloutPage,
}));
const PlansPage = lazy(async () => ({
  default: (await import("./pages/plans/PlansPage.tsx")).PlansPage,
}));
const SavedPlanPage = lazy(async () => ({
  default: (await import("./pages/saved-plan/SavedPlanPage.tsx")).SavedPlanPage,
}));
const SchedulerPage = lazy(async () => ({
  default: (await import("./pages/scheduler/SchedulerPage.tsx")).SchedulerPage,
}));
const RetentionPage = lazy(async () => ({
  default: (await import("./pages/retention/RetentionPage.tsx")).RetentionPage,
}));
const AuditPage = lazy(async () => ({ default: (await import("./pages/audit/AuditPage.tsx")).AuditPage }));

/** The patterns of `paths.ts`. The job list is part of the first load; every other page is its own chunk. */
export const AppRoutes = () => (
  <Routes>
    <Route element={<Shell />}>
      <Route index element={<Navigate to={jobsPath()} replace />} />
      <Route path="jobs" element={<JobsPage />} />
      <Route path="jobs/new" element={<EditJobPage />} />
      <Route path="jobs/:namespace/:job/edit" element={<EditJobPage />} />
      <Route path="jobs/:namespace/:job/:tab?" element={<JobPage />} />
      <Route path="plan/:draft" element={<PlanPage />} />
      <Route path="allocations/:allocation" element={<AllocationPage />} />
      <Route path="allocations/:allocation/logs/:task/:stream" element={<LogsPage />} />
      <Route path="nodes" element={<NodesPage />} />
      <Route path="nodes/:node" element={<NodePage />} />
      <Route path="evaluations" element={<EvaluationsPage />} />
      <Route path="evaluations/:evaluation" element={<EvaluationPage />} />
      <Route path="rollouts/:deployment" element={<RolloutPage />} />
      <Route path="plans" element={<PlansPage />} />
      <Route path="plans/:plan" element={<SavedPlanPage />} />
      <Route path="scheduler" element={<SchedulerPage />} />
      <Route path="retention" element={<RetentionPage />} />
      <Route path="audit" element={<AuditPage />} />
      <Route path="*" element={<NotFoundPage />} />
    </Route>
  </Routes>
);
