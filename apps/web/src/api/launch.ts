import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ForceLaunchReply } from "@longshore/api/launches";
import { jobNameKey } from "@longshore/core/model";
import { showToast } from "../lib/toasts.ts";
import { call } from "./client.ts";
import { wordsOf } from "./errors.ts";
import { createRequests } from "./requests.ts";

type Launched = Pick<ForceLaunchReply, "index">;
type Launcher = { readonly namespace: string; readonly id: string; readonly modifyIndex: number };

const requests = createRequests<Launched>();

/** The launch that was asked for here and that the job itself does not show yet. */
export const useAskedLaunch = ({ namespace, id, modifyIndex }: Launcher): { readonly at: number } | null => {
  const last = requests.useLast(jobNameKey(namespace, id));
  return last === null || modifyIndex >= last.what.index ? null : last;
};

/** Launches a child now, whatever the schedule says. */
export const useLaunch = ({ namespace, id }: Pick<Launcher, "namespace" | "id">) => {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => call<ForceLaunchReply>("forceLaunch", { params: { namespace, job: id } }),
    onSuccess: ({ child, index }) => {
      requests.note(jobNameKey(namespace, id), { index });
      showToast({ state: "succeeded", text: `Asked to launch ${child}.` });
      return Promise.all([
        client.invalidateQueries({ queryKey: ["jobs"] }),
        client.invalidateQueries({ queryKey: ["job", namespace, id] }),
      ]);
    },
    onError: (error) => {
      showToast({ state: "failed", text: wordsOf(error).title });
    },
  });
  return { run: () => mutate(), isPending };
};
