import type { TaskDetail } from "@longshore/api/allocations";
import { ArrowDownToLine } from "lucide-react";
import { useStaleSince } from "../../api/use-live-status.ts";
import { formatBytes } from "../../lib/log/format-bytes.ts";
import type { LogSnapshot } from "../../lib/log/log-client.ts";
import { number, plural } from "../../lib/plural.ts";
import { Button } from "../../ui/Button.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import "./log-foot.css";

const Extent = ({ snapshot }: { readonly snapshot: LogSnapshot }) => {
  const { summary, search } = snapshot;
  if (summary.phase === "opening" || summary.phase === "missing") return <span />;
  if (summary.phase === "tail")
    return (
      <span>
        <b className="med">The end of {formatBytes(summary.size - summary.head)}</b>, reading the rest…
      </span>
    );
  const bytes = formatBytes(summary.end - summary.base);
  const searched =
    search.query.text === "" || search.fault !== null
      ? ""
      : search.done
        ? `, all of it searched in ${number(Math.max(1, Math.round(search.ms)))} ms`
        : `, ${String(Math.floor(search.progress * 100))} % searched`;
  return (
    <span>
      <b className="med">
        {number(summary.lines)} {summary.lines === 1 ? "line" : "lines"}
      </b>
      ,{" "}
      {summary.phase === "reading" && summary.end < summary.size
        ? `${bytes} of ${formatBytes(summary.size - summary.base)} read`
        : bytes}
      {searched}
    </span>
  );
};

const Ended = ({ task }: { readonly task: TaskDetail }) => (
  <span className="stat">
    <StatusShape state={task.failed ? "failed" : "stopped"} />
    <span>
      Ended
      {task.finishedAt === null ? null : (
        <>
          {" "}
          <Time at={task.finishedAt} form="short" />
        </>
      )}
      {task.exitCode === null ? "" : `, exit ${String(task.exitCode)}`}
    </span>
  </span>
);

const Live = ({ task, atEnd }: { readonly task: TaskDetail | undefined; readonly atEnd: boolean }) => {
  const stale = useStaleSince();
  if (stale !== null)
    return (
      <span className="stat" data-strong>
        <StatusShape state="degraded" />
        <span>
          Disconnected, as of <Time at={stale} form="clock" />
        </span>
      </span>
    );
  if (task?.phase === "dead") return <Ended task={task} />;
  if (task?.phase === "pending" && task.restarts > 0) return <span>Waiting for the next attempt</span>;
  return atEnd ? (
    <span className="stat">
      <StatusShape state="running" />
      <span>Following</span>
    </span>
  ) : (
    <span className="quiet">Not following</span>
  );
};

/** How much there is, and whether more comes. */
export const LogFoot = ({
  snapshot,
  task,
  atEnd,
  newer,
  onEnd,
}: {
  readonly snapshot: LogSnapshot;
  readonly task: TaskDetail | undefined;
  readonly atEnd: boolean;
  /** Lines that came since the end was in view. */
  readonly newer: number;
  readonly onEnd: () => void;
}) => (
  <div className="lg-foot" role="group" aria-label="State of the log">
    <Extent snapshot={snapshot} />
    <span className="grow" />
    <Live task={task} atEnd={atEnd} />
    {atEnd ? null : (
      <Button size="small" onClick={onEnd}>
        <ArrowDownToLine className="i s" aria-hidden="true" />
        {newer > 0 ? plural(newer, "newer line") : "To the end"}
        <span className="kb">G</span>
      </Button>
    )}
  </div>
);
