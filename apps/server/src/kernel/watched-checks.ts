import {
  allocationCan,
  checksOf,
  findGroup,
  taskOfInstance,
  type Allocation,
  type GroupCheck,
  type RunId,
  type TaskGroup,
} from "@longshore/core/model";
import { specOfVersion, type StateView } from "@longshore/core/state";
import { probeOf } from "@longshore/core/tasks/probe";
import type { ProbeRequest } from "@longshore/engines/engine";

/** A check of an allocation that is to be looked at now. */
export type WatchedCheck = {
  readonly key: string;
  /** Changes with the run it looks at and with its definition: then it begins anew. */
  readonly identity: string;
  readonly checked: GroupCheck;
  readonly group: TaskGroup;
  /** When the run that it looks at began. */
  readonly since: number;
  readonly run: RunId;
};

/** The tasks whose run a check looks at: its service's, or for a group's own service the main ones. */
const lookedAt = ({ tasks }: Allocation, { task }: GroupCheck) =>
  Object.entries(tasks).filter(
    ([name, { role, phase, stopRequestedAt, restartRequestedAt }]) =>
      (task === null ? role.hook === "main" : name === task.name) &&
      phase === "running" &&
      stopRequestedAt === null &&
      restartRequestedAt === null,
  );

/** The checks of an allocation that can be looked at: it runs, nobody has asked it to stop, and its node is in sight. */
export const watchedChecks = (view: StateView, allocation: Allocation): readonly WatchedCheck[] => {
  if (!allocationCan.restart(allocation)) return [];
  const spec = specOfVersion(view, allocation.job, allocation.version);
  const group = spec === undefined ? undefined : findGroup(spec, allocation.group);
  if (group === undefined) return [];
  return checksOf(group).flatMap((checked): WatchedCheck[] => {
    const runs = lookedAt(allocation, checked);
    const [first] = runs;
    if (first === undefined) return [];
    const attempts = runs.map(([name, { attempt }]) => `${name}=${String(attempt)}`);
    return [
      {
        key: checked.key,
        identity: [allocation.version, ...attempts].join("/"),
        checked,
        group,
        since: Math.max(...runs.map(([, { startedAt }]) => startedAt ?? 0)),
        run: { alloc: allocation.key, attempt: first[1].attempt, task: first[0] },
      },
    ];
  });
};

/** What a look asks of the engine, or why there is nothing to look at. */
export const probeRequest = (
  view: StateView,
  allocation: Allocation,
  { checked, group, run }: WatchedCheck,
): { readonly ok: true; readonly request: ProbeRequest } | { readonly ok: false; readonly problem: string } => {
  const spec = specOfVersion(view, allocation.job, allocation.version);
  const task = group.tasks.find(({ name }) => name === run.task);
  const node = view.nodes.get(allocation.node);
  if (spec === undefined || task === undefined || node === undefined)
    return { ok: false, problem: "Its definition is no longer kept" };
  const found = probeOf(checked, {
    spec,
    group,
    task: taskOfInstance(group, task, allocation.index),
    allocation,
    node,
  });
  if (!found.ok) return found;
  const { timeoutMs } = checked.check;
  return { ok: true, request: { run, allocId: allocation.id, timeoutMs, probe: found.probe } };
};
