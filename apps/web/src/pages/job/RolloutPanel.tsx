import { useQuery } from "@tanstack/react-query";
import type { JobDetail } from "@longshore/api/jobs";
import { isActive } from "@longshore/core/model";
import { Link } from "react-router-dom";
import { deploymentQuery } from "../../api/queries.ts";
import { jobPath, rolloutPath } from "../../paths.ts";
import { LoadFailed } from "../../shell/LoadFailed.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { Status } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { RolloutControls } from "../rollout/RolloutControls.tsx";
import { RolloutGroups } from "../rollout/RolloutGroups.tsx";
import { RolloutSentence } from "../rollout/RolloutSentence.tsx";
import { rolloutTitle, statusOf } from "../rollout/rollout-words.ts";
import "../rollout/rollout.css";
import "./rollout-panel.css";

const Newest = ({ id }: { readonly id: string }) => {
  const { data: rollout, error, refetch } = useQuery(deploymentQuery(id));
  if (rollout === undefined)
    return error === null ? <SkeletonRows rows={2} height={32} /> : <LoadFailed error={error} onRetry={refetch} />;
  const { word, shape } = statusOf(rollout);
  const title = (
    <Link className="rp-title" to={rolloutPath(rollout.id)}>
      {rolloutTitle(rollout)}
    </Link>
  );
  if (rollout.status === "successful")
    return (
      <p className="rp-line">
        <Status state={shape} word={word} />
        {title}
        <span className="meta">
          ended <Time at={rollout.modifiedAt} />
        </span>
      </p>
    );
  return (
    <div className="rp">
      <div className="rp-head">
        <Status state={shape} word={word} />
        {title}
        <RolloutControls rollout={rollout} />
      </div>
      <RolloutSentence rollout={rollout} />
      <RolloutGroups rollout={rollout} isBrief />
    </div>
  );
};

/** The job's newest rollout: how far it is and what may be done with it, or how it ended. */
export const RolloutPanel = ({ job }: { readonly job: JobDetail }) =>
  job.deployment === null ? null : (
    <section aria-label="Rollout" data-active={isActive(job.deployment) || undefined}>
      <div className="sech">
        <h2>{isActive(job.deployment) ? "Rollout under way" : "Last rollout"}</h2>
        <span className="grow" />
        <Link className="link" to={jobPath(job.namespace, job.id, "rollouts")}>
          All rollouts
        </Link>
      </div>
      <Newest id={job.deployment.id} />
    </section>
  );
