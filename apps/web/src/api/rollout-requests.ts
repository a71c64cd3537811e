import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { DeploymentDetail, RestartReply, RestartRequest } from "@longshore/api/deployments";
import type { ApiRouteName } from "@longshore/api/routes";
import { isActive, type deploymentCan } from "@longshore/core/model";
import { call } from "./client.ts";
import { createRequests, type Request } from "./requests.ts";

/** What may be asked of a rollout. */
export type RolloutVerb = keyof typeof deploymentCan;

const routes: { readonly [verb in RolloutVerb]: ApiRouteName } = {
  pause: "pauseDeployment",
  resume: "resumeDeployment",
  promote: "promoteDeployment",
  fail: "failDeployment",
  abort: "abortDeployment",
};

type Steerable = Pick<DeploymentDetail, "status" | "awaitsPromotion">;

/** Whether the rollout itself shows what was asked of it. */
export const isDone = (verb: RolloutVerb, rollout: Steerable): boolean => {
  if (!isActive(rollout)) return true;
  switch (verb) {
    case "pause":
      return rollout.status === "paused";
    case "resume":
      return rollout.status === "running";
    case "promote":
      return !rollout.awaitsPromotion;
    case "fail":
    case "abort":
      return false;
  }
};

const requests = createRequests<RolloutVerb>();

/** What was asked of the rollout here and does not show yet. */
export const useRolloutRequest = (rollout: Steerable & { readonly id: string }): Request<RolloutVerb> | null => {
  const last = requests.useLast(rollout.id);
  return last === null || isDone(last.what, rollout) ? null : last;
};

/** Steers a rollout; it counts as requested until the rollout itself shows it. */
export const useSteerRollout = (rollout: Pick<DeploymentDetail, "id" | "namespace" | "jobId">) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (verb: RolloutVerb) =>
      call<{ readonly index: number }>(routes[verb], {
        params: { deployment: rollout.id },
        ...(verb === "promote" ? { body: {} } : {}),
      }),
    onSuccess: async (_reply, verb) => {
      requests.note(rollout.id, verb);
      await Promise.all([
        client.invalidateQueries({ queryKey: ["deployment", rollout.id] }),
        client.invalidateQueries({ queryKey: ["job", rollout.namespace, rollout.jobId] }),
      ]);
    },
  });
};

/** Replaces what runs of a job by the same. */
export const useRestart = ({ namespace, id }: { readonly namespace: string; readonly id: string }) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: RestartRequest) => call<RestartReply>("restartJob", { params: { namespace, job: id }, body }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["job", namespace, id] });
    },
  });
};
