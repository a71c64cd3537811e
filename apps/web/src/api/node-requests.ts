import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { DrainRequest } from "@longshore/api/nodes";
import type { ApiRouteName } from "@longshore/api/routes";
import { call, type RequestOptions } from "./client.ts";
import { createRequests, type Request } from "./requests.ts";

export type NodeRequestType = "drain" | "cancelDrain" | "eligible" | "ineligible" | "remove";

/** `index`: from which state of the node on the request is confirmed. */
type NodeRequest = { readonly type: NodeRequestType; readonly index: number };

const requests = createRequests<NodeRequest>();

/** What was asked of the node here and does not show yet. */
export const useNodeRequest = (node: {
  readonly id: string;
  readonly modifyIndex: number;
}): Request<NodeRequest> | null => {
  const last = requests.useLast(node.id);
  return last === null || node.modifyIndex >= last.what.index ? null : last;
};

export type NodeChange =
  | { readonly type: "drain"; readonly terms: DrainRequest }
  | { readonly type: "cancelDrain"; readonly makeEligible: boolean }
  | { readonly type: "eligible" | "ineligible" | "remove" };

const requestOf = (change: NodeChange): readonly [ApiRouteName, RequestOptions] => {
  switch (change.type) {
    case "drain":
      return ["drainNode", { body: change.terms }];
    case "cancelDrain":
      return ["cancelDrain", { query: { eligible: change.makeEligible ? "true" : "false" } }];
    case "remove":
      return ["removeNode", {}];
    default:
      return ["setEligibility", { body: { eligibility: change.type } }];
  }
};

/** Changes a node; it counts as requested until the node itself shows it. */
export const useChangeNode = (node: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: NodeChange) => {
      const [route, options] = requestOf(change);
      return call<{ readonly index: number }>(route, { params: { node }, ...options });
    },
    onSuccess: async ({ index }, { type }) => {
      if (type !== "remove") requests.note(node, { type, index });
      await Promise.all([
        client.invalidateQueries({ queryKey: ["nodes"] }),
        // A removed node is gone: asking for it again would only show an error.
        type === "remove" ? Promise.resolve() : client.invalidateQueries({ queryKey: ["node", node] }),
      ]);
    },
  });
};
