import { GitCompareArrows, Play, ScrollText, Square } from "lucide-react";
import { memo } from "react";
import type { JobListItem } from "@longshore/api/jobs";
import { Link, useNavigate } from "react-router-dom";
import { useMayNot } from "../../api/use-may-not.ts";
import { useRequested } from "../../api/requested.ts";
import { lastRunText } from "../../lib/last-run.ts";
import { relativeTime } from "../../lib/format-time.ts";
import { useNow } from "../../lib/use-now.ts";
import { usePreferences } from "../../lib/use-preferences.ts";
import { useTint } from "../../lib/use-tint.ts";
import { editJobPath, jobPath, jobsPath } from "../../paths.ts";
import { Button } from "../../ui/Button.tsx";
import { Status } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { tip } from "../../ui/tip.ts";
import { segmentsText } from "../../ui/SegmentedBar.tsx";
import { GroupBars } from "./GroupBars.tsx";
import { OriginIcon, doorText } from "./OriginText.tsx";
import { confirmingOf } from "./confirming-of.ts";
import type { RowActions } from "./use-job-actions.ts";

const JobStatus = ({ job }: { readonly job: JobListItem }) => {
  const requested = useRequested(job);
  const now = useNow();
  if (requested === null) return <Status state={job.health} />;
  const word = requested.type === "stop" ? "stopping" : "starting";
  return (
    <span className="requested" {...tip(`${word}: asked by you ${relativeTime(requested.at, now)}, not yet confirmed`)}>
      <Status state={word} word={`${word}…`} />
    </span>
  );
};

const NameLink = ({ job, children }: { readonly job: JobListItem; readonly children: string }) => (
  <Link
    className={job.parent === null ? "name ell" : "name"}
    data-row={`${job.namespace}/${job.id}`}
    to={jobPath(job.namespace, job.id)}
    aria-label={job.id}
  >
    {children}
  </Link>
);

/** Its name. Of a child the parent's part leads to the parent, and the rest, which tells it from its siblings, is not cut off. */
const Identity = ({ job }: { readonly job: JobListItem }) => {
  const { parent } = job;
  if (parent === null || !job.id.startsWith(`${parent}/`))
    return (
      <>
        <NameLink job={job}>{job.id}</NameLink>
        {job.periodic ? <span className="tag">periodic</span> : null}
      </>
    );
  return (
    <span className="childname" {...tip(job.id)}>
      <Link className="ell dim" to={jobPath(job.namespace, parent)} aria-label={`${parent}, which launched it`}>
        {parent}
      </Link>
      <NameLink job={job}>{job.id.slice(parent.length)}</NameLink>
    </span>
  );
};

/** Nothing runs of a periodic job itself. */
const Groups = ({ job }: { readonly job: JobListItem }) =>
  job.periodic ? (
    <Link
      className="link"
      to={jobsPath({ namespace: job.namespace, parent: job.id })}
      aria-label={`Children of ${job.id}`}
    >
      Children
    </Link>
  ) : (
    <GroupBars groups={job.groups} type={job.type} />
  );

const LastRun = ({ job }: { readonly job: JobListItem }) => {
  const now = useNow();
  const { zone } = usePreferences();
  if (job.periodic) return <>by its schedule</>;
  return <>{lastRunText(job, now, zone)}</>;
};

const Actions = ({ job, actions }: { readonly job: JobListItem; readonly actions: RowActions }) => {
  const navigate = useNavigate();
  const mayNot = useMayNot();
  return (
    <span className="x">
      <Button
        icon
        variant="ghost"
        aria-label={`Logs of ${job.id}`}
        {...tip("Logs (o)")}
        onClick={() => {
          actions.openLogs(job);
        }}
      >
        <ScrollText className="i s" aria-hidden="true" />
      </Button>
      <Button
        icon
        variant="ghost"
        aria-label={`Plan a change of ${job.id}`}
        {...tip("Plan a change (p)")}
        disabledWhy={mayNot}
        onClick={() => void navigate(editJobPath(job.namespace, job.id))}
      >
        <GitCompareArrows className="i s" aria-hidden="true" />
      </Button>
      <Button
        icon
        variant="ghost"
        aria-label={`${job.stop ? "Start" : "Stop"} ${job.id}`}
        {...tip(job.stop ? "Start (s)" : "Stop (s)")}
        disabledWhy={mayNot}
        onClick={() => {
          actions.confirm(confirmingOf(job));
        }}
      >
        {job.stop ? <Play className="i s" aria-hidden="true" /> : <Square className="i s" aria-hidden="true" />}
      </Button>
    </span>
  );
};

export const JobRow = memo(
  ({
    job,
    row,
    actions,
  }: {
    readonly job: JobListItem;
    /** Its number in the whole list, from 1. */
    readonly row: number;
    readonly actions: RowActions;
  }) => {
    const groups = useTint<HTMLTableCellElement>(
      job.groups.map((group) => segmentsText(group.now)).join(";") + job.health,
    );
    return (
      <tr aria-rowindex={row + 1}>
        <td className="c-status">
          <JobStatus job={job} />
        </td>
        <td className="c-job">
          <span className="jc">
            <Identity job={job} />
            {job.namespace === "default" ? null : (
              <Link
                className="meta ell"
                to={jobsPath({ namespace: job.namespace })}
                aria-label={`${job.namespace}: only this namespace`}
              >
                {job.namespace}
              </Link>
            )}
            <Actions job={job} actions={actions} />
          </span>
        </td>
        <td className="c-run dim">
          <LastRun job={job} />
        </td>
        <td className="c-type dim">{job.type}</td>
        <td ref={groups} className="c-groups">
          <Groups job={job} />
        </td>
        <td className="c-version m dim">v{job.version}</td>
        <td className="c-changed dim" {...tip(`Changed by ${job.changed.by} through ${doorText(job.changed.door)}`)}>
          <OriginIcon door={job.changed.door} /> {job.changed.by}, <Time at={job.changedAt} form="short" />
        </td>
      </tr>
    );
  },
);
