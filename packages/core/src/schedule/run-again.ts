import type { Allocation } from "../model/allocation.ts";
import type { Job } from "../model/job.ts";
import { restartPolicyOf, type RestartPolicy, type TaskGroup } from "../model/job-spec.ts";
import { updateChange, type Change } from "../spec/update-effect.ts";
import { specOfVersion, type StateView } from "../state.ts";

/** The job that is looked at; `changes` remembers what moving from one version to the present one does. */
export type Changing = { readonly view: StateView; readonly job: Job; readonly changes: Map<string, Change> };

/** What the job's present version does to an instance placed under an older one; undefined when that version is no longer kept. */
export const changeFor = (work: Changing, group: TaskGroup, current: Allocation): Change | undefined => {
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

const mostGenerous = (group: TaskGroup): RestartPolicy =>
  group.tasks
    .map((task) => restartPolicyOf(group, task))
    .reduce((best, policy) => (policy.attempts > best.attempts ? policy : best), { ...group.restart, attempts: 0 });

/**
 * [T6] A lost instance is replaced as often as the restart policy lets a task restart: counted are the lost ones in a row that were placed
 * within one interval, so that an engine that loses everything it starts is not fed without end.
 */
const mayReplaceLost = (view: StateView, group: TaskGroup, lost: Allocation): boolean => {
  const { attempts, intervalMs } = mostGenerous(group);
  let losses = 0;
  let one: Allocation | undefined = lost;
  while (one?.client === "lost" && lost.modifiedAt - one.createdAt <= intervalMs && losses <= attempts) {
    losses += 1;
    one = one.previous === null ? undefined : view.allocations.get(one.previous);
  }
  return attempts > 0 && losses <= attempts;
};

/** [P4] Why an instance that has ended is to run again; undefined when it is left as it is. */
export const reasonToRunAgain = (work: Changing, group: TaskGroup, ended: Allocation): string | undefined => {
  if (ended.desired !== "run") return "Wanted again";
  if (ended.version < work.job.startedVersion) return "The job was started again";
  const change = changeFor(work, group, ended);
  if (change?.effect === "destructive") return `Changed: ${listed(change.causes)}. It runs again`;
  if (ended.client === "failed" && change?.effect === "inPlace") return "It had failed, and its definition changed";
  if (ended.client === "lost" && mayReplaceLost(work.view, group, ended))
    return "It was lost, and the restart policy allows another attempt";
  return undefined;
};

const endedTexts: Readonly<Partial<Record<Allocation["client"], string>>> = {
  complete: "Completed",
  failed: "Failed, and nothing that could change that was changed",
  lost: "Lost, and the restart policy allows no other attempt",
};

export const endedText = (ended: Allocation): string => endedTexts[ended.client] ?? "Ended";
