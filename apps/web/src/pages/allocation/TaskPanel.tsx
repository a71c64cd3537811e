import type { AllocationDetail, TaskDetail } from "@longshore/api/allocations";
import { ScrollText } from "lucide-react";
import { Link } from "react-router-dom";
import { formatDuration } from "../../lib/format-duration.ts";
import { useNow } from "../../lib/use-now.ts";
import { plural } from "../../lib/plural.ts";
import { logsPath } from "../../paths.ts";
import { buttonClass } from "../../ui/Button.tsx";
import { CopyCommand } from "./CopyCommand.tsx";
import { Duration } from "../../ui/Duration.tsx";
import { Status, StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { tip } from "../../ui/tip.ts";
import { TaskEvents } from "./TaskEvents.tsx";
import { taskState } from "./task-state.ts";

const Restart = ({ task }: { readonly task: TaskDetail }) => {
  const now = useNow();
  if (task.restartAt === null) return null;
  const wait = task.restartAt - now;
  return (
    <p className="al-note" role="status">
      <StatusShape state="degraded" />
      <span>
        {task.exitCode === null ? "" : `Exited with ${String(task.exitCode)}. `}
        Attempt {task.attempt + 1} starts {wait > 0 ? `in ${formatDuration(wait)}` : "now"}.
      </span>
    </p>
  );
};

const Leaked = ({ task }: { readonly task: TaskDetail }) =>
  task.leakedPids.length === 0 ? null : (
    <p className="al-note" role="alert">
      <StatusShape state="degraded" />
      <span>
        <b className="med">{plural(task.leakedPids.length, "process", "processes")} outlived the stop</b> and must be
        looked after by hand: pid {task.leakedPids.join(", ")}.
      </span>
    </p>
  );

const Fact = ({ name, children }: { readonly name: string; readonly children: React.ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

const Facts = ({ task }: { readonly task: TaskDetail }) => (
  <dl className="al-facts">
    <Fact name="Ran">
      {task.startedAt === null ? "not yet" : <Duration from={task.startedAt} to={task.finishedAt} />}
    </Fact>
    <Fact name="Started">{task.startedAt === null ? "–" : <Time at={task.startedAt} />}</Fact>
    <Fact name="Finished">{task.finishedAt === null ? "–" : <Time at={task.finishedAt} />}</Fact>
    <Fact name="Exit code">{task.exitCode ?? "–"}</Fact>
    <Fact name="Attempt">{task.attempt === 0 ? "–" : task.attempt}</Fact>
    <Fact name="Restarts">{task.restarts}</Fact>
    <Fact name="Driver">
      <span className="m">{task.driver}</span>
    </Fact>
  </dl>
);

/** When in the instance's life it runs, where that is not simply throughout. */
const roleWords = ({ hook, sidecar, leader }: TaskDetail): readonly string[] => [
  ...(hook === "main" ? [] : [hook]),
  ...(sidecar ? ["sidecar"] : []),
  ...(leader ? ["leader"] : []),
];

/** More does not fit on a line of any screen. */
const shownCommand = 400;

/** One task: how it is, what it runs, where its output is, what happened to it. */
export const TaskPanel = ({ detail, task }: { readonly detail: AllocationDetail; readonly task: TaskDetail }) => {
  const title = `task-${task.name}`;
  return (
    <section className="al-task" aria-labelledby={title}>
      <header className="al-th">
        <h2 id={title} className="m">
          {task.name}
        </h2>
        <Status {...taskState(task, detail.state)} />
        {roleWords(task).map((word) => (
          <span key={word} className="tag">
            {word}
          </span>
        ))}
        <span className="grow" />
        {(["stdout", "stderr"] as const).map((stream) => (
          <Link key={stream} className={buttonClass({ size: "small" })} to={logsPath(detail.id, task.name, stream)}>
            <ScrollText className="i s" aria-hidden="true" />
            {stream}
          </Link>
        ))}
      </header>
      <Restart task={task} />
      <Leaked task={task} />
      <Facts task={task} />
      {task.command === "" ? null : (
        <p className="al-cmd">
          <code className="ell" {...tip(task.command.slice(0, 600))}>
            {task.command.slice(0, shownCommand)}
          </code>
          <CopyCommand command={task.command} />
        </p>
      )}
      <TaskEvents task={task} />
    </section>
  );
};
