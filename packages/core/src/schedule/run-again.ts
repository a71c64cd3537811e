import type { Allocation } from "../model/allocation.ts";
import type { Job } from "../model/job.ts";
import type { TaskGroup } from "../model/job-spec.ts";
import type { PlanCause } from "../model/plan.ts";
import { updateChange, type Change } from "../spec/update-effect.ts";
import { specOfVersion, type StateView } from "../state.ts";
import { hasExpired, wasLostWithNode } from "../tasks/ended.ts";
import { nextReschedule } from "./reschedule.ts";

/** The job that is looked at; `changes` remembers what moving from one version to the present one does. */
export type Changing = { readonly view: StateView; readonly job: Job; readonly changes: Map<string, Change> };

/** What the job's present version does to an instance placed under an older one; undefined when that version is no longer kept. */
export const changeFor = (
  work: Changing,
  group: TaskGroup,
  current: Pick<Allocation, "version" | "index">,
): Change | undefined => {
  const { view, job, changes } = work;
  if (current.version === job.version) return { effect: "none", causes: [] };
  const before = specOfVersion(view, job.key, current.version);
  if (before === undefined) return undefined;
  const index = String(current.index);
  const hasOverride =
    Object.hasOwn(group.instances, index) ||
    before.taskGroups.some((one) => one.name === group.name && Object.hasOwn(one.instances, index));
  const key = `${String(current.version)}/${group.name}/${hasOverride ? index : ""}`;
  const known = changes.get(key);
  if (known !== undefined) return known;
  const change = updateChange({ before, after: job.spec }, group.name, current.index);
  changes.set(key, change);
  return change;
};

/** The first few causes, in words. */
export const listed = (causes: readonly string[]): string => {
  const all = [...new Set(causes)];
  return all.slice(0, 3).join(", ") + (all.length > 3 ? ` and ${String(all.length - 3)} more` : "");
};

/** Why an instance that has ended runs again: now, or at a time to come. */
export type Again = {
  readonly cause: PlanCause;
  readonly reason: string;
  /** By its reschedule policy: when, and what was waited. */
  readonly policy: { readonly at: number; readonly delayMs: number } | null;
};

const timesOf = (ended: Allocation): { readonly startedAt: number | null; readonly endedAt: number } => {
  const tasks = Object.values(ended.tasks);
  const started = tasks.flatMap((task) => task.startedAt ?? []);
  const finished = tasks.flatMap((task) => task.finishedAt ?? []);
  return {
    startedAt: started.length === 0 ? null : Math.min(...started),
    endedAt: finished.length === 0 ? ended.createdAt : Math.max(...finished),
  };
};

const afterFailure = (group: TaskGroup, ended: Allocation): Again | undefined => {
  const policy = nextReschedule(group.reschedule, { reschedules: ended.reschedules, ...timesOf(ended) });
  if (policy === null) return undefined;
  const what = ended.client === "lost" ? "It was lost" : "It had failed";
  return { cause: "rescheduled", reason: `${what}, and the reschedule policy allows another one`, policy };
};

const because = (cause: PlanCause, reason: string): Again => ({ cause, reason, policy: null });

const whenWantedAgain = ({ job }: Changing, ended: Allocation): Again | undefined => {
  if (ended.desired !== "run") return because("wanted", "Wanted again");
  return ended.version < job.startedVersion ? because("wanted", "The job was started again") : undefined;
};

const whenChanged = (work: Changing, group: TaskGroup, ended: Allocation): Again | undefined => {
  const change = changeFor(work, group, ended);
  if (change?.effect === "destructive") return because("changed", `Changed: ${listed(change.causes)}. It runs again`);
  return ended.client === "failed" && change?.effect === "inPlace"
    ? because("changed", "It had failed, and its definition changed")
    : undefined;
};

/** Why an instance that has ended runs again although nothing was changed. */
export const reasonBesidesChange = (group: TaskGroup, ended: Allocation): Again | undefined => {
  if (hasExpired(ended)) return undefined;
  if (ended.client === "lost" && wasLostWithNode(ended)) return because("lost", "It was lost with its node");
  return ended.client === "lost" || ended.client === "failed" ? afterFailure(group, ended) : undefined;
};

/** [P4] Why an instance that has ended is to run again; undefined when it is left as it is. */
export const reasonToRunAgain = (work: Changing, group: TaskGroup, ended: Allocation): Again | undefined =>
  whenWantedAgain(work, ended) ?? whenChanged(work, group, ended) ?? reasonBesidesChange(group, ended);

const endedTexts: Readonly<Partial<Record<Allocation["client"], string>>> = {
  complete: "Completed",
  failed: "Failed, and its policy allows no other attempt",
  lost: "Lost, and its policy allows no other attempt",
};

export const endedText = (ended: Allocation): string => endedTexts[ended.client] ?? "Ended";
