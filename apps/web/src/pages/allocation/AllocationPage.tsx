import { useQuery } from "@tanstack/react-query";
import type { AllocationDetail } from "@longshore/api/allocations";
import { PackageX, ScrollText } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router-dom";
import { allocationQuery } from "../../api/queries.ts";
import { instanceName } from "../../lib/instance-name.ts";
import { useShortcuts } from "../../lib/use-shortcuts.ts";
import { allocationPath, jobPath, jobsPath, logsPath, nodePath } from "../../paths.ts";
import { Detail } from "../../shell/Detail.tsx";
import { Page } from "../../shell/Page.tsx";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { AllocationRail } from "./AllocationRail.tsx";
import { Checks } from "./Checks.tsx";
import { Notes } from "./Notes.tsx";
import { Reschedules } from "./Reschedules.tsx";
import { StopDialog } from "./StopDialog.tsx";
import { TaskPanel } from "./TaskPanel.tsx";
import { stateText } from "./state-text.ts";
import "./allocation.css";

const ended = new Set<AllocationDetail["state"]>(["complete", "failed", "lost", "stopped"]);

/** What went wrong is not below the fold. */
const failedFirst = (tasks: AllocationDetail["tasks"]): AllocationDetail["tasks"] =>
  tasks.toSorted((a, b) => Number(b.failed) - Number(a.failed));

/** The task whose log one would want first: the one that failed. */
const firstTask = (detail: AllocationDetail): string => failedFirst(detail.tasks)[0]?.name ?? "";

/** When a stop was asked for here and the server does not show it yet. */
const useAsked = (detail: AllocationDetail) => {
  const [askedAt, setAskedAt] = useState<number | null>(null);
  const confirmed = detail.desired !== "run" || ended.has(detail.state);
  return { askedAt: confirmed ? null : askedAt, noteAsked: () => setAskedAt(Date.now()) };
};

const Actions = ({ detail, onStop }: { readonly detail: AllocationDetail; readonly onStop: () => void }) => {
  const navigate = useNavigate();
  const logs = logsPath(detail.id, firstTask(detail));
  const why = detail.can.stop.ok ? null : (detail.can.stop.why ?? "Not now");
  useShortcuts([
    { keys: "o", label: "Open the log", section: "This page", run: () => void navigate(logs) },
    {
      keys: "s",
      label: "Stop the instance",
      section: "This page",
      run: () => {
        if (why === null) onStop();
      },
    },
  ]);
  return (
    <div className="al-acts">
      <Button variant="ghost" className="danger" disabledWhy={why} onClick={onStop}>
        Stop…
      </Button>
      <span className="al-rule" aria-hidden="true" />
      <Link className={buttonClass({ variant: "primary" })} to={logs}>
        <ScrollText className="i s" aria-hidden="true" />
        Logs
        <span className="kb">o</span>
      </Link>
    </div>
  );
};

const Sentence = ({ detail, askedAt }: { readonly detail: AllocationDetail; readonly askedAt: number | null }) => (
  <p className="al-h2 two">
    {askedAt === null ? null : (
      <span role="status" className="al-asked">
        Stopping: asked by you <Time at={askedAt} />
      </span>
    )}
    {detail.description === "" ? null : <span>{detail.description}.</span>}
    <span>
      Attempt {detail.attempt} on{" "}
      {detail.nodeName === "" ? (
        "a node that was removed"
      ) : (
        <Link className="link" to={nodePath(detail.nodeId)}>
          {detail.nodeName}
        </Link>
      )}
      , placed <Time at={detail.createdAt} />.
    </span>
    {detail.previousId === null ? null : (
      <Link className="link" to={allocationPath(detail.previousId)}>
        The one before
      </Link>
    )}
    {detail.nextId === null ? null : (
      <Link className="link" to={allocationPath(detail.nextId)}>
        The one that took its place
      </Link>
    )}
  </p>
);

const Body = ({ detail }: { readonly detail: AllocationDetail }) => {
  const [stopping, setStopping] = useState(false);
  const { askedAt, noteAsked } = useAsked(detail);
  return (
    <>
      <header className="al-h">
        <div className="al-h1">
          <StatusShape state={detail.state} pulse={detail.state === "running"} />
          <h1 className="m">
            {detail.jobId}.{instanceName(detail)}
          </h1>
          <span className="al-state">{stateText(detail)}</span>
          <Link className="tag m" to={jobPath(detail.namespace, detail.jobId, "versions")}>
            v{detail.version}
          </Link>
          <Actions detail={detail} onStop={() => setStopping(true)} />
        </div>
        <Sentence detail={detail} askedAt={askedAt} />
      </header>
      <div className="al-cols">
        <div className="al-left">
          <Notes detail={detail} />
          {failedFirst(detail.tasks).map((task) => (
            <TaskPanel key={task.name} detail={detail} task={task} />
          ))}
          <Checks detail={detail} />
          <Reschedules detail={detail} />
        </div>
        <AllocationRail detail={detail} />
      </div>
      {stopping ? <StopDialog detail={detail} onClose={() => setStopping(false)} onAsked={noteAsked} /> : null}
    </>
  );
};

const Missing = () => (
  <Empty
    icon={<PackageX className="i" aria-hidden="true" />}
    title="There is no such instance"
    actions={
      <Link className={buttonClass()} to={jobsPath()}>
        Go to jobs
      </Link>
    }
  >
    Its job was purged, or it ended so long ago that it was cleared away.
  </Empty>
);

export const AllocationPage = () => {
  const { allocation = "" } = useParams();
  const query = useQuery(allocationQuery(allocation));
  const detail = query.data;
  const name = detail === undefined ? allocation.slice(0, 8) : instanceName(detail);
  const crumbs = [
    { text: "Jobs", to: jobsPath() },
    ...(detail === undefined ? [] : [{ text: detail.jobId, to: jobPath(detail.namespace, detail.jobId) }]),
  ];
  return (
    <Page title={name} crumbs={crumbs}>
      <Detail query={query} missing={<Missing />}>
        {(shown) => <Body key={shown.id} detail={shown} />}
      </Detail>
    </Page>
  );
};
