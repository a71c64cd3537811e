import type { Job } from "./job.ts";
import { isTemplate, runsToEnd } from "./job-spec.ts";
import type { Door } from "./origin.ts";

/** What a job is to the doors; each job is of exactly one kind. */
export const jobKinds = ["service", "services", "batch", "template", "child"] as const;
/** `service` has one group; `services` has several, or runs once per node; `template` is periodic or parameterized, `child` one run of it. */
export type JobKind = (typeof jobKinds)[number];

/** Doors that show jobs. */
export type ShowingDoor = Exclude<Door, "scheduler">;
export const showingDoors: readonly ShowingDoor[] = ["dashboard", "nomad", "cluster", "peloton", "cloudrun", "scale"];

/** `listed`: it can be read, and not changed. */
export type Visibility = "operable" | "listed" | "hidden";

export const kindOf = (job: Pick<Job, "spec" | "parent">): JobKind => {
  const { spec } = job;
  if (job.parent !== null) return "child";
  if (isTemplate(spec)) return "template";
  if (runsToEnd(spec.type)) return "batch";
  return spec.type === "service" && spec.taskGroups.length === 1 ? "service" : "services";
};

type Rule = Visibility | "operableIfMadeThere";

const rules: Readonly<Record<JobKind, Readonly<Record<"cluster" | "peloton" | "cloudrun" | "scale", Rule>>>> = {
  service: { cluster: "operable", peloton: "operableIfMadeThere", cloudrun: "hidden", scale: "hidden" },
  services: { cluster: "operable", peloton: "hidden", cloudrun: "hidden", scale: "hidden" },
  batch: { cluster: "hidden", peloton: "hidden", cloudrun: "hidden", scale: "listed" },
  template: { cluster: "hidden", peloton: "hidden", cloudrun: "operableIfMadeThere", scale: "operableIfMadeThere" },
  child: { cluster: "hidden", peloton: "hidden", cloudrun: "operable", scale: "operable" },
};

/** What a door shows of a kind of job that was made through a door. The dashboard and Nomad's door show everything. */
export const visibilityOf = (kind: JobKind, madeThrough: Door, door: ShowingDoor): Visibility => {
  if (door === "dashboard" || door === "nomad") return "operable";
  const rule = rules[kind][door];
  if (rule !== "operableIfMadeThere") return rule;
  return madeThrough === door ? "operable" : "listed";
};
