import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { CompareReply, VersionReply } from "@longshore/api/versions";
import { showToast } from "../lib/toasts.ts";
import { call } from "./client.ts";
import { wordsOf } from "./errors.ts";

type Named = { readonly namespace: string; readonly id: string };

/** Two versions side by side, each by its number or its tag; an empty `to` is the one in force. */
export const compareQuery = ({ namespace, id }: Named, { from, to }: { readonly from: string; readonly to: string }) =>
  queryOptions({
    queryKey: ["job", namespace, id, "compare", from, to],
    queryFn: ({ signal }) =>
      call<CompareReply>("compareVersions", { params: { namespace, job: id }, query: { from, to }, signal }),
  });

const useVersionChange = <Asked>(
  { namespace, id }: Named,
  change: { readonly ask: (asked: Asked) => Promise<VersionReply>; readonly onError?: (error: Error) => void },
) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change.ask,
    onSuccess: () => client.invalidateQueries({ queryKey: ["job", namespace, id] }),
    ...(change.onError === undefined ? {} : { onError: change.onError }),
  });
};

export type Tagging = { readonly tag: string; readonly version: number; readonly description: string };

/** Gives a version a name; one that it had before goes. */
export const useTag = (job: Named) =>
  useVersionChange(job, {
    ask: ({ tag, ...body }: Tagging) =>
      call<VersionReply>("tagVersion", { params: { namespace: job.namespace, job: job.id, tag }, body }),
  });

export const useUntag = (job: Named) =>
  useVersionChange(job, {
    ask: (tag: string) =>
      call<VersionReply>("untagVersion", { params: { namespace: job.namespace, job: job.id, tag } }),
  });

/** Says that a version works, or that it does not. */
export const useMarkVersion = (job: Named) =>
  useVersionChange(job, {
    ask: ({ version, stable }: { readonly version: number; readonly stable: boolean }) =>
      call<VersionReply>("markVersion", {
        params: { namespace: job.namespace, job: job.id, version: String(version) },
        body: { stable },
      }),
    onError: (error) => {
      showToast({ state: "failed", text: wordsOf(error).title });
    },
  });
