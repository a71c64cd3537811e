import type { Check, Service } from "./connections.ts";
import type { Task, TaskGroup } from "./job-spec.ts";

/** `pending` until it was made often enough to say. */
export type CheckStatus = "pending" | "passing" | "failing";

/** The state of one health check of one allocation. */
export type CheckState = {
  readonly status: CheckStatus;
  /** When it became so. */
  readonly since: number;
  /** The last answer, cut to `keptOutput` characters. */
  readonly output: string;
  /** Failures in a row. */
  readonly failures: number;
};

export const keptOutput = 500;

/** What was seen of a check. Reported is a change of status, and what makes tasks be restarted. */
export type CheckReport = {
  readonly allocation: number;
  readonly check: string;
  readonly at: number;
  readonly status: Exclude<CheckStatus, "pending">;
  readonly output: string;
  readonly failures: number;
  /** Tasks to be restarted: the check has failed as often in a row as it may. */
  readonly restarts: readonly string[];
};

/** Names one check of an allocation: `service/check`. */
export const checkKey = (service: { readonly name: string }, check: { readonly name: string }): string =>
  `${service.name}/${check.name}`;

/** One check of a group, with the service it looks at and the task that service is of; null for a service of the group's own. */
export type GroupCheck = {
  readonly key: string;
  readonly check: Check;
  readonly service: Service;
  readonly task: Task | null;
};

const found = new WeakMap<TaskGroup, readonly GroupCheck[]>();

const collect = (group: TaskGroup): readonly GroupCheck[] => {
  const checks = new Map<string, GroupCheck>();
  const add = (service: Service, task: Task | null): void => {
    for (const check of service.checks) {
      const named = check.taskName === "" ? task : (group.tasks.find(({ name }) => name === check.taskName) ?? task);
      const key = checkKey(service, check);
      if (!checks.has(key)) checks.set(key, { key, check, service, task: named });
    }
  };
  for (const service of group.services) add(service, group.tasks.find(({ name }) => name === service.taskName) ?? null);
  for (const task of group.tasks) for (const service of task.services) add(service, task);
  return [...checks.values()];
};

/** All checks of a group, by their keys. */
export const checksOf = (group: TaskGroup): readonly GroupCheck[] => {
  const known = found.get(group);
  if (known !== undefined) return known;
  const checks = collect(group);
  found.set(group, checks);
  return checks;
};
