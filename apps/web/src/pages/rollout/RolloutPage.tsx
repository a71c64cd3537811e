import { useQuery } from "@tanstack/react-query";
import { Waypoints } from "lucide-react";
import type { DeploymentDetail } from "@longshore/api/deployments";
import { isActive } from "@longshore/core/model";
import { Link, useParams } from "react-router-dom";
import { deploymentQuery } from "../../api/queries.ts";
import { number } from "../../lib/plural.ts";
import { jobPath, jobsPath } from "../../paths.ts";
import { Detail } from "../../shell/Detail.tsx";
import { Page } from "../../shell/Page.tsx";
import { buttonClass } from "../../ui/Button.tsx";
import { CopyText } from "../../ui/CopyText.tsx";
import { Duration } from "../../ui/Duration.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { RolloutControls } from "./RolloutControls.tsx";
import { RolloutEvents } from "./RolloutEvents.tsx";
import { RolloutGroups } from "./RolloutGroups.tsx";
import { RolloutInstances } from "./RolloutInstances.tsx";
import { RolloutSentence } from "./RolloutSentence.tsx";
import { rolloutTitle, statusOf } from "./rollout-words.ts";
import "./rollout.css";

const Missing = () => (
  <Empty
    icon={<Waypoints className="i" aria-hidden="true" />}
    title="There is no such rollout"
    actions={
      <Link className={buttonClass()} to={jobsPath()}>
        Go to jobs
      </Link>
    }
  >
    It is not kept any more, or there never was one under this id.
  </Empty>
);

const Header = ({ rollout }: { readonly rollout: DeploymentDetail }) => {
  const { word, shape } = statusOf(rollout);
  return (
    <header className="ro-h">
      <div className="ro-h1">
        <StatusShape state={shape} pulse={rollout.status === "running"} />
        <h1>{rolloutTitle(rollout)}</h1>
        <span className="two">of</span>
        <Link className="ro-job ell" to={jobPath(rollout.namespace, rollout.jobId)}>
          {rollout.jobId}
        </Link>
        <span className="tag" role="status">
          {word}
        </span>
        <RolloutControls rollout={rollout} hasKeys />
      </div>
      <RolloutSentence rollout={rollout} />
    </header>
  );
};

const Facts = ({ rollout }: { readonly rollout: DeploymentDetail }) => (
  <aside className="ro-rail" aria-label="Facts">
    <section>
      <h2>Facts</h2>
      <dl className="kv">
        <dt>Id</dt>
        <dd>
          <CopyText text={rollout.id} />
        </dd>
        <dt>Namespace</dt>
        <dd>{rollout.namespace}</dd>
        <dt>Version</dt>
        <dd>
          <Link className="link" to={jobPath(rollout.namespace, rollout.jobId, "versions")}>
            {rollout.from === null
              ? `v${String(rollout.version)}, the first`
              : `v${String(rollout.from)} to v${String(rollout.version)}`}
          </Link>
        </dd>
        <dt>In force now</dt>
        <dd>{rollout.jobVersion === null ? "the job is gone" : `v${String(rollout.jobVersion)}`}</dd>
        <dt>Begun</dt>
        <dd>
          <Time at={rollout.createdAt} form="full" />
        </dd>
        <dt>{isActive(rollout) ? "Takes so far" : "Took"}</dt>
        <dd>
          <Duration from={rollout.createdAt} to={isActive(rollout) ? null : rollout.modifiedAt} />
        </dd>
        <dt>Index</dt>
        <dd className="m">
          {number(rollout.createIndex)} to {number(rollout.modifyIndex)}
        </dd>
      </dl>
    </section>
    <RolloutEvents events={rollout.events} />
  </aside>
);

const Body = ({ rollout }: { readonly rollout: DeploymentDetail }) => (
  <>
    <Header rollout={rollout} />
    <div className="ro-cols">
      <div className="ro-left">
        <section className="ro-sec" aria-label="Progress">
          <h2>Progress</h2>
          <RolloutGroups rollout={rollout} />
        </section>
        <RolloutInstances rollout={rollout} />
      </div>
      <Facts rollout={rollout} />
    </div>
  </>
);

/** One rollout: how far it is, what may be done with it, and what happened to it. */
export const RolloutPage = () => {
  const { deployment: id = "" } = useParams();
  const query = useQuery(deploymentQuery(id));
  const { data } = query;
  return (
    <Page
      title={data === undefined ? "Rollout" : rolloutTitle(data)}
      crumbs={[
        { text: "Jobs", to: jobsPath() },
        ...(data === undefined ? [] : [{ text: data.jobId, to: jobPath(data.namespace, data.jobId, "rollouts") }]),
      ]}
    >
      <Detail query={query} missing={<Missing />}>
        {(rollout) => <Body key={rollout.id} rollout={rollout} />}
      </Detail>
    </Page>
  );
};
