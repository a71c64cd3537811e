import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApplyReply, Change, PlanReply } from "@longshore/api/plans";
import { call } from "./client.ts";
import { noteRequest } from "./requested.ts";

export const planChange = (change: Change, signal?: AbortSignal): Promise<PlanReply> =>
  call<PlanReply>("plan", { body: { change }, ...(signal === undefined ? {} : { signal }) });

export type Applying = { readonly change: Change; readonly checkIndex?: number };

/** Applies a change; what shows the job is refetched, and a stop or start counts as requested until the job confirms it. */
export const useApply = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ change, checkIndex }: Applying) => call<ApplyReply>("apply", { body: { change, checkIndex } }),
    onSuccess: async (reply, { change }) => {
      if (change.type === "stop" || change.type === "start") noteRequest(reply.namespace, reply.id, change.type);
      await Promise.all([
        client.invalidateQueries({ queryKey: ["jobs"] }),
        // A purged job is gone: asking for it again would only show an error.
        change.type === "purge"
          ? Promise.resolve()
          : client.invalidateQueries({ queryKey: ["job", reply.namespace, reply.id] }),
      ]);
    },
  });
};
