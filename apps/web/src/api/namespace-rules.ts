import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Permission } from "@longshore/api/jobs";
import type { Change } from "@longshore/api/plans";
import { call } from "./client.ts";

export type NamespaceRules = {
  readonly namespace: string;
  readonly approval: boolean;
  readonly can: { readonly change: Permission };
};

/** Hardly ever changed, and not told by the live stream: asked for anew by each visit. */
export const namespaceRulesQuery = (namespace: string) =>
  queryOptions({
    queryKey: ["namespace-rules", namespace],
    queryFn: ({ signal }) => call<NamespaceRules>("getNamespaceRules", { params: { namespace }, signal }),
    staleTime: 0,
    retry: false,
  });

export const useSetNamespaceRules = (namespace: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (approval: boolean) =>
      call<{ readonly index: number }>("setNamespaceRules", { params: { namespace }, body: { approval } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["namespace-rules", namespace] }),
  });
};

/** Whether a change is made only from a plan that somebody else approved. A stop is left to whoever is called at night. */
export const useNeedsApproval = (namespace: string, type: Change["type"]): boolean => {
  const { data } = useQuery({ ...namespaceRulesQuery(namespace), enabled: namespace !== "" && type !== "stop" });
  return type !== "stop" && data?.approval === true;
};
