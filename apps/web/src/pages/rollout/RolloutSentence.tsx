import type { DeploymentDetail } from "@longshore/api/deployments";
import { isActive } from "@longshore/core/model";
import { Link } from "react-router-dom";
import { useRolloutRequest } from "../../api/rollout-requests.ts";
import { rolloutPath } from "../../paths.ts";
import { Time } from "../../ui/Time.tsx";
import { originText } from "../jobs/OriginText.tsx";
import { askedWords } from "./rollout-words.ts";

/** What was asked of it here, what it waits for, who began it. */
export const RolloutSentence = ({ rollout }: { readonly rollout: DeploymentDetail }) => {
  const asked = useRolloutRequest(rollout);
  const { takesBack, takenBackBy } = rollout;
  return (
    <p className="ro-said two">
      {asked === null ? null : (
        <span role="status" className="requested">
          {askedWords[asked.what]}: asked by you <Time at={asked.at} />.
        </span>
      )}
      {isActive(rollout) ? null : <span>{rollout.statusDescription}.</span>}
      <span>
        Begun {originText(rollout.created)} <Time at={rollout.createdAt} />
        {isActive(rollout) ? null : (
          <>
            , ended <Time at={rollout.modifiedAt} />
          </>
        )}
        .
      </span>
      {rollout.progressBy === null ? null : (
        <span>
          Another instance has to be healthy by <Time at={rollout.progressBy} form="clock" />.
        </span>
      )}
      {rollout.nextBatchAt === null ? null : (
        <span>
          The next ones follow <Time at={rollout.nextBatchAt} />.
        </span>
      )}
      {rollout.status === "running" && rollout.awaitsPromotion ? (
        <span>{rollout.can.promote.ok ? "Its canaries are healthy: promote them to go on." : null}</span>
      ) : null}
      {takesBack === null ? null : (
        <span>
          It takes back{" "}
          <Link className="link" to={rolloutPath(takesBack.id)}>
            the rollout of v{takesBack.version}
          </Link>
          , which {takesBack.status === "failed" ? "failed" : `is ${takesBack.status}`}.
        </span>
      )}
      {takenBackBy === null ? null : (
        <span>
          Taken back by{" "}
          <Link className="link" to={rolloutPath(takenBackBy.id)}>
            the rollout of v{takenBackBy.version}
          </Link>
          .
        </span>
      )}
    </p>
  );
};
