import { Ellipsis, Play, Scaling } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { JobDetail } from "@longshore/api/jobs";
import { runsPerNode } from "@longshore/core/model";
import { Link, NavLink, useLocation, useNavigate } from "react-router-dom";
import { useAskedLaunch } from "../../api/launch.ts";
import { useRequested } from "../../api/requested.ts";
import { capital } from "../../lib/capital.ts";
import { plural } from "../../lib/plural.ts";
import { useShortcuts } from "../../lib/use-shortcuts.ts";
import { editJobPath, jobPath } from "../../paths.ts";
import type { JobTab } from "../../paths.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { originText } from "../jobs/OriginText.tsx";
import { confirmingOf } from "../jobs/confirming-of.ts";
import { ChangeDialog } from "./ChangeDialog.tsx";
import { LaunchNow } from "./LaunchNow.tsx";
import { RestartDialog } from "./RestartDialog.tsx";
import { ScaleDialog } from "./ScaleDialog.tsx";
import { usePlanFirst, whyNot } from "./job-actions.ts";
import { useEvaluateJob } from "./use-evaluate-job.ts";
import "./job-header.css";

const tabs: readonly { readonly tab: JobTab; readonly text: string }[] = [
  { tab: "overview", text: "Overview" },
  { tab: "instances", text: "Instances" },
  { tab: "rollouts", text: "Rollouts" },
  { tab: "versions", text: "Versions" },
  { tab: "evaluations", text: "Evaluations" },
  { tab: "activity", text: "Activity" },
  { tab: "definition", text: "Definition" },
];

/** Nothing runs of a job that others are launched from, and the scheduler never looks at it; what ends by itself is not rolled out. */
const tabsOf = (job: JobDetail) =>
  tabs.filter(({ tab }) => {
    if (tab === "rollouts") return job.deployment !== null || job.type === "service" || job.type === "system";
    return job.launches === null || (tab !== "instances" && tab !== "evaluations");
  });

const instancesOf = (job: JobDetail): number =>
  job.groups.reduce((sum, { now }) => sum + now.starting + now.running + now.stopping, 0);

/** `Running, being worked on`; a schedule does not run, it is on or off. */
const stateText = (job: JobDetail): string => {
  const { schedule = null, parameters = null } = job.launches ?? {};
  if (parameters !== null && !job.stop) return "Launched by whoever dispatches it";
  if (schedule !== null && !job.stop) return schedule.enabled ? "Launched by its schedule" : "Its schedule is off";
  return capital(job.health) + (job.evaluating ? ", being worked on" : "");
};

const liveText = (job: JobDetail): string =>
  job.launches === null
    ? plural(instancesOf(job), "live instance")
    : plural(job.launches.children.pending + job.launches.children.running, "unfinished child", "unfinished children");

const Sentence = ({ job }: { readonly job: JobDetail }) => {
  const requested = useRequested(job);
  const asked = useAskedLaunch(job);
  return (
    <p className="jh2 two">
      <span>
        {asked === null ? null : (
          <>
            <span role="status" className="requested">
              Launching: asked by you <Time at={asked.at} />
            </span>
            .{" "}
          </>
        )}
        {requested === null ? (
          stateText(job)
        ) : (
          <span role="status" className="requested">
            {requested.type === "stop" ? "Stopping" : "Starting"}: asked by you <Time at={requested.at} />
          </span>
        )}
        . Changed {originText(job.changed)}, <Time at={job.changedAt} />. {liveText(job)}.
        {job.parent === null ? null : (
          <>
            {" "}
            Launched from{" "}
            <Link className="link" to={jobPath(job.namespace, job.parent)}>
              {job.parent}
            </Link>
            .
          </>
        )}
      </span>
    </p>
  );
};

const scaleWhy = (job: JobDetail): string | null =>
  runsPerNode(job.type) ? "It runs once on every node that qualifies" : whyNot(job.can.scale);

type Asks = { readonly onScale: () => void; readonly onRestart: () => void };

const MoreMenu = ({ job, onScale, onRestart }: { readonly job: JobDetail } & Asks) => {
  const planFirst = usePlanFirst();
  const navigate = useNavigate();
  const { namespace, id } = job;
  const revertWhy = job.version === 0 ? "There is only one version" : whyNot(job.can.revert);
  const purgeWhy = whyNot(job.can.purge);
  const evaluate = useEvaluateJob(job);
  const evaluateWhy = whyNot(job.can.evaluate);
  const scaling = scaleWhy(job);
  const restartWhy = whyNot(job.can.restart);
  return (
    <Menu
      trigger={
        <button type="button" className={buttonClass({ icon: true })} aria-label={`More for ${job.id}`}>
          <Ellipsis className="i s" aria-hidden="true" />
        </button>
      }
      items={[
        job.launches !== null
          ? { label: "Scale…", disabled: scaling !== null, hint: scaling ?? undefined, onSelect: onScale }
          : {
              label: "Evaluate",
              disabled: evaluateWhy !== null,
              hint: evaluateWhy ?? "Have the scheduler look again",
              onSelect: evaluate.run,
            },
        {
          label: "Restart…",
          disabled: restartWhy !== null,
          hint: restartWhy ?? undefined,
          onSelect: onRestart,
        },
        {
          label: "Revert…",
          disabled: revertWhy !== null,
          hint: revertWhy ?? undefined,
          onSelect: () => void navigate(jobPath(namespace, id, "versions")),
        },
        {
          label: "Purge…",
          danger: true,
          disabled: purgeWhy !== null,
          hint: purgeWhy ?? undefined,
          onSelect: () => {
            planFirst({ type: "purge", namespace, id });
          },
        },
      ]}
    />
  );
};

const PlanAChange = ({ to, why }: { readonly to: string; readonly why: string | null }) =>
  why === null ? (
    <Link className={buttonClass({ variant: "primary" })} to={to}>
      Plan a change
      <span className="kb" aria-hidden="true">
        p
      </span>
    </Link>
  ) : (
    <Button variant="primary" disabledWhy={why}>
      Plan a change
    </Button>
  );

const Actions = ({ job }: { readonly job: JobDetail }) => {
  const navigate = useNavigate();
  const [confirming, setConfirming] = useState(false);
  const [scaling, setScaling] = useState(false);
  const [restarting, setRestarting] = useState(false);
  const onScale = (): void => setScaling(true);
  const edit = editJobPath(job.namespace, job.id);
  const planWhy = whyNot(job.can.plan);
  const switchWhy = whyNot(job.stop ? job.can.start : job.can.stop);
  useShortcuts([
    {
      keys: "p",
      label: "Plan a change",
      section: "This page",
      run: () => {
        if (planWhy === null) void navigate(edit);
      },
    },
    {
      keys: "s",
      label: job.stop ? "Start" : "Stop",
      section: "This page",
      run: () => {
        if (switchWhy === null) setConfirming(true);
      },
    },
  ]);
  return (
    <div className="acts">
      {job.stop ? null : (
        <>
          <Button variant="ghost" className="danger" disabledWhy={switchWhy} onClick={() => setConfirming(true)}>
            Stop…
          </Button>
          <span className="gap" />
        </>
      )}
      {job.stop ? (
        <Button disabledWhy={switchWhy} onClick={() => setConfirming(true)}>
          <Play className="i s" aria-hidden="true" />
          Start
        </Button>
      ) : null}
      {job.launches === null ? (
        <Button disabledWhy={scaleWhy(job)} onClick={onScale}>
          <Scaling className="i s" aria-hidden="true" />
          Scale
        </Button>
      ) : (
        <LaunchNow job={job} launches={job.launches} />
      )}
      <MoreMenu job={job} onScale={onScale} onRestart={() => setRestarting(true)} />
      <PlanAChange to={edit} why={planWhy} />
      <ChangeDialog confirming={confirming ? confirmingOf(job) : null} onClose={() => setConfirming(false)} />
      {scaling ? <ScaleDialog job={job} onClose={() => setScaling(false)} /> : null}
      {restarting ? <RestartDialog job={job} onClose={() => setRestarting(false)} /> : null}
    </div>
  );
};

const Tabs = ({ job }: { readonly job: JobDetail }) => {
  const bar = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // A phone shows some of them only: the current one is among those.
  useEffect(() => {
    bar.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [pathname]);
  return (
    <nav ref={bar} className="jtabs" aria-label="Views of this job">
      {tabsOf(job).map(({ tab, text }) => (
        <NavLink key={tab} end to={jobPath(job.namespace, job.id, tab)}>
          {text}
        </NavLink>
      ))}
    </nav>
  );
};

export const JobHeader = ({ job }: { readonly job: JobDetail }) => (
  <header className="jh">
    <div className="jh1">
      <StatusShape state={job.health} pulse={job.health === "running"} />
      <h1>{job.id}</h1>
      <span className="vh">{job.health}</span>
      <span className="tag">{job.type}</span>
      {job.periodic ? <span className="tag">periodic</span> : null}
      {job.launches !== null && job.launches.parameters !== null ? <span className="tag">parameterized</span> : null}
      {job.parent === null ? null : <span className="tag">child</span>}
      <span className="tag m">v{job.version}</span>
      {job.name === job.id ? null : <span className="two ell">{job.name}</span>}
      <Actions job={job} />
    </div>
    <Sentence job={job} />
    <Tabs job={job} />
  </header>
);
