import type { SavedPlanItem } from "@longshore/api/saved-plans";
import type { PlanVerdict } from "@longshore/core/model";
import { number } from "../../lib/plural.ts";
import { verbWords } from "../../ui/VerbShape.tsx";
import { headlineVerbs } from "../plan/plan-words.ts";

/** The status whose shape a verdict has: an outline may still change, what is filled is final. */
export const verdictShapes: { readonly [verdict in PlanVerdict]: string } = {
  open: "queued",
  approved: "running",
  applied: "succeeded",
  rejected: "failed",
  expired: "stopped",
};

const changeWords: { readonly [type in SavedPlanItem["type"]]: string } = {
  register: "Change",
  stop: "Stop",
  start: "Start",
  restart: "Restart",
  scale: "Scale",
  revert: "Revert",
  purge: "Purge",
};

/** `Scale`, `Change`, `New job`. */
export const changeTitle = ({ type, base }: Pick<SavedPlanItem, "type" | "base">): string =>
  type === "register" && base.version === null ? "New job" : changeWords[type];

/** `2 stop, 3 replace`, the destructive first; what stays is left out. */
export const countsText = (counts: SavedPlanItem["counts"]): string => {
  const parts = headlineVerbs
    .filter((verb) => verb !== "keep" && counts[verb] > 0)
    .map((verb) => `${number(counts[verb])} ${verbWords[verb]}`);
  return parts.length === 0 ? "nothing that runs" : parts.join(", ");
};
