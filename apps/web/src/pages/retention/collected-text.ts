import type { CollectReply } from "@longshore/api/retention";
import { plural } from "../../lib/plural.ts";

const kinds = [
  ["jobs", "job"],
  ["allocations", "instance"],
  ["evaluations", "evaluation"],
  ["deployments", "rollout"],
  ["plans", "plan"],
  ["versions", "version"],
  ["plans", "plan"],
] as const;

/** What was forgotten, of what people know. */
export const collectedText = (reply: CollectReply): string => {
  const parts = kinds.flatMap(([key, one]) => (reply[key] === 0 ? [] : [plural(reply[key], one)]));
  const last = parts.at(-1);
  if (last === undefined) return "There was nothing to forget.";
  return `Forgotten: ${parts.length === 1 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`}.`;
};
