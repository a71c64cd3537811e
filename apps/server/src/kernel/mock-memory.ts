import {
  findGroup,
  findTask,
  taskOfInstance,
  type Allocation,
  type RunId,
  type TaskEvent,
  type TaskState,
} from "@longshore/core/model";
import type { Reader } from "@longshore/core/reader";
import { specOfVersion, type StateView } from "@longshore/core/state";
import { startSetting } from "@longshore/core/tasks/start-setting";
import { MOCK_DRIVER } from "@longshore/engines/driver-config";
import type { LogAddress } from "@longshore/engines/engine";
import type { MockEngineOptions, RememberedRun } from "@longshore/engines/mock/mock-engine";

const mebibyte = 1024 * 1024;

/** A task as its allocation's version defines it; undefined when that is no longer kept. */
const definitionOf = (view: StateView, allocation: Allocation, name: string) => {
  const spec = specOfVersion(view, allocation.job, allocation.version);
  const group = spec === undefined ? undefined : findGroup(spec, allocation.group);
  const shared = group === undefined ? undefined : findTask(group, name);
  if (spec === undefined || group === undefined || shared === undefined) return undefined;
  return { spec, group, task: taskOfInstance(group, shared, allocation.index) };
};

const endings = new Set<TaskEvent["type"]>(["Terminated", "Lost"]);

/** The started attempts of a task, as far as its events still tell of them. */
const attemptsOf = ({ events, attempt, startedAt, finishedAt, phase }: TaskState) => {
  const started = events.filter(({ type }) => type === "Started");
  const known = started.map(({ attempt: number, at }) => ({
    number,
    startedAt: at,
    endedAt: events.find((event) => event.attempt === number && endings.has(event.type))?.at ?? null,
  }));
  const isLastKnown = known.some(({ number }) => number === attempt);
  if (isLastKnown || startedAt === null || phase !== "running") return known;
  return [
    ...known,
    { number: attempt, startedAt, endedAt: finishedAt !== null && finishedAt > startedAt ? finishedAt : null },
  ];
};

export type MockMemory = {
  readonly recall: NonNullable<MockEngineOptions["recall"]>;
  readonly isMockRun: (run: RunId) => boolean;
  readonly isMockLog: (address: LogAddress) => boolean;
};

/** What the state remembers of tasks that only seem to run: all that there is of them across a restart. */
export const createMockMemory = (view: () => StateView, reader: Pick<Reader, "allocation">): MockMemory => {
  const isMock = (allocation: Allocation | undefined, task: string): boolean =>
    allocation !== undefined && definitionOf(view(), allocation, task)?.task.driver === MOCK_DRIVER;

  const recall: MockMemory["recall"] = ({ allocId, task: name, alloc }) => {
    const allocation = alloc === undefined ? reader.allocation(allocId) : view().allocations.get(alloc);
    const state = allocation?.tasks[name];
    const definition = allocation === undefined ? undefined : definitionOf(view(), allocation, name);
    const node = allocation === undefined ? undefined : view().nodes.get(allocation.node);
    if (allocation === undefined || state === undefined || definition === undefined || node === undefined)
      return undefined;
    const { task } = definition;
    const setting = startSetting({ ...definition, allocation, node });
    if (!setting.ok) return undefined;
    const { config } = setting;
    const logs = { maxBytes: task.logs.maxFiles * task.logs.maxFileSizeMb * mebibyte, disabled: task.logs.disabled };
    return attemptsOf(state).map(({ number, startedAt, endedAt }): RememberedRun => {
      const run = { alloc: allocation.key, attempt: number, task: name };
      return { run, config, logs, startedAt, endedAt };
    });
  };

  return {
    recall,
    isMockRun: ({ alloc, task }) => isMock(view().allocations.get(alloc), task),
    isMockLog: ({ allocId, task }) => isMock(reader.allocation(allocId), task),
  };
};
