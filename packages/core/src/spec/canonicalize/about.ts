import type { About } from "../../model/job-spec.ts";
import type { Partly } from "./partly.ts";

export const about = (block: Partly<About>): About => ({
  labels: block.labels ?? {},
  owner: block.owner ?? "",
  team: block.team ?? "",
  autostart: block.autostart ?? null,
  byCluster: block.byCluster ?? false,
  priorityGiven: block.priorityGiven
    ? { value: block.priorityGiven.value ?? 0, lowerFirst: block.priorityGiven.lowerFirst ?? false }
    : null,
  exitCategories: block.exitCategories ?? {},
  foreign: block.foreign ?? {},
});
