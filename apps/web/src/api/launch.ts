import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import type { DispatchReply, DispatchRequest } from "@longshore/api/dispatch";
import type { ForceLaunchReply } from "@longshore/api/launches";
import { jobNameKey } from "@longshore/core/model";
import { showToast } from "../lib/toasts.ts";
import { call } from "./client.ts";
import { wordsOf } from "./errors.ts";
import { createRequests } from "./requests.ts";

type Launched = Pick<ForceLaunchReply, "index">;
type Launcher = { readonly namespace: string; readonly id: string; readonly modifyIndex: number };
type Named = Pick<Launcher, "namespace" | "id">;

const requests = createRequests<Launched>();

/** The launch that was asked for here and that the job itself does not show yet. */
export const useAskedLaunch = ({ namespace, id, modifyIndex }: Launcher): { readonly at: number } | null => {
  const last = requests.useLast(jobNameKey(namespace, id));
  return last === null || modifyIndex >= last.what.index ? null : last;
};

const noted = (client: QueryClient, { namespace, id }: Named, index: number) => {
  requests.note(jobNameKey(namespace, id), { index });
  return Promise.all([
    client.invalidateQueries({ queryKey: ["jobs"] }),
    client.invalidateQueries({ queryKey: ["job", namespace, id] }),
  ]);
};

/** Launches a child now, whatever the schedule says. */
export const useLaunch = ({ namespace, id }: Named) => {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => call<ForceLaunchReply>("forceLaunch", { params: { namespace, job: id } }),
    onSuccess: ({ child, index }) => {
      showToast({ state: "succeeded", text: `Asked to launch ${child}.` });
      return noted(client, { namespace, id }, index);
    },
    onError: (error) => {
      showToast({ state: "failed", text: wordsOf(error).title });
    },
  });
  return { run: () => mutate(), isPending };
};

/** Makes a child of a parameterized job with what it is given. */
export const useDispatch = ({ namespace, id }: Named) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: DispatchRequest) => call<DispatchReply>("dispatchJob", { params: { namespace, job: id }, body }),
    onSuccess: ({ index, evaluationId }) =>
      // A child that was there already changes nothing that could be waited for.
      evaluationId === null ? undefined : noted(client, { namespace, id }, index),
  });
};
