import { createDueQueue } from "@longshore/core/due-queue";
import type { Fingerprint, RunId, TaskReport } from "@longshore/core/model";
import type { Engine, EngineListener, StartRequest, StopRequest } from "../engine.ts";
import type { EngineClock } from "../engine-clock.ts";
import { readMockConfig, type MockConfig } from "./mock-config.ts";
import { createMockLogs, type Writer } from "./mock-logs.ts";
import { noFate, startTime, stepsOf, type MockFate, type MockRun, type MockStep } from "./mock-run.ts";
import { createHeldRuns, endedAt, type HeldRun } from "./mock-runs.ts";

/** A run as the committed state remembers it. */
export type RememberedRun = {
  readonly run: RunId;
  readonly config: Readonly<Record<string, unknown>>;
  readonly logs: StartRequest["logs"];
  readonly startedAt: number;
  readonly endedAt: number | null;
};

export type MockEngineOptions = {
  readonly clock: EngineClock;
  readonly fingerprint: Fingerprint;
  /** What the node of an allocation does to a run of it; the same whenever it is asked. */
  readonly fateOf?: (run: RunId, allocId: string) => MockFate;
  /**
   * The started runs of a task, oldest first, as far as the committed state remembers them: nothing else outlives a restart.
   * `alloc` is given where it is known.
   */
  readonly recall?: (of: {
    readonly allocId: string;
    readonly task: string;
    readonly alloc?: number;
  }) => readonly RememberedRun[] | undefined;
};

export type MockEngine = Engine & {
  /** The node under these allocations is off: nothing more is seen of what runs there. */
  readonly loseSight: (allocId: string) => void;
  /** It is on again: what ran there is lost. */
  readonly restoreSight: (allocId: string) => void;
};

/** Reports handed over at a time; the next follow when these are durable. */
const mostReports = 500;

/** A task of a job has the same configuration in each of its instances, as a rule. */
const createReading = (): ((config: StartRequest["config"], disabled: boolean) => MockConfig) => {
  const most = 1000;
  const known = new Map<string, MockConfig>();
  return (config, disabled) => {
    const key = `${String(disabled)} ${JSON.stringify(config)}`;
    const read = known.get(key);
    if (read !== undefined) return read;
    if (known.size >= most) known.clear();
    const all = readMockConfig(config);
    const silent = { text: "", repeat: 0, everyMs: 0 };
    const made = disabled ? { ...all, stdout: silent, stderr: silent, exitMessage: "" } : all;
    known.set(key, made);
    return made;
  };
};

/** Hands over what was seen, so much at a time, the next when the last is durable. */
const createTelling = (clock: EngineClock) => {
  let waiting: TaskReport[] = [];
  let listener: EngineListener | undefined;
  let isTelling = false;
  const tell = async (): Promise<void> => {
    while (listener !== undefined && waiting.length > 0) {
      const told = waiting.slice(0, mostReports);
      waiting = waiting.slice(mostReports);
      const durable = listener(told);
      if (durable !== undefined) await durable;
    }
    isTelling = false;
  };
  const soon = (): void => {
    if (isTelling || listener === undefined || waiting.length === 0) return;
    isTelling = true;
    clock.wake(clock.now(), () => void tell());
  };
  return {
    report: (report: TaskReport): void => {
      waiting.push(report);
      soon();
    },
    listen: (next: EngineListener | undefined): void => {
      listener = next;
      soon();
    },
  };
};

const reportOf = (run: RunId, step: MockStep): TaskReport => ({ ...step, run });

const createWorld = (options: MockEngineOptions) => {
  const { clock, recall } = options;
  const runs = createHeldRuns();
  const due = createDueQueue<HeldRun>();
  const telling = createTelling(clock);
  const read = createReading();
  let callOff: (() => void) | undefined;

  const arm = (): void => {
    callOff?.();
    const at = due.firstAt();
    callOff = at === null ? undefined : clock.wake(at, tick);
  };

  /** Tells what has happened by now and waits for what is next. */
  const follow = (held: HeldRun, now: number): void => {
    const steps = stepsOf(held.mock);
    const before = held.told;
    for (let step = steps[held.told]; step !== undefined && step.at <= now; step = steps[held.told]) {
      telling.report(reportOf(held.run, step));
      held.told += 1;
    }
    const next = steps[held.told];
    due.set(held, next?.at ?? null);
    if (next === undefined) runs.end(held);
    if (held.told > before) logs.changed(held.allocId, held.run.task);
  };

  const tick = (): void => {
    const now = clock.now();
    for (let held = due.take(now); held !== undefined; held = due.take(now)) follow(held, now);
    arm();
  };

  const heldOf = (allocId: string, past: RememberedRun): HeldRun => ({
    run: past.run,
    allocId,
    logBytes: past.logs.maxBytes,
    mock: { config: read(past.config, past.logs.disabled), fate: noFate, startsAt: past.startedAt, stop: null },
    told: 1,
    phase: "live",
  });

  const writersOf = (allocId: string, task: string): readonly Writer[] | undefined => {
    const now = clock.now();
    const held = runs.of(allocId).filter(({ run }) => run.task === task);
    if (held.length > 0)
      return held.map((one) => ({ ...one.mock, endedAt: endedAt(one, now), logBytes: one.logBytes }));
    return recall?.({ allocId, task })?.map((past) => ({
      ...heldOf(allocId, past).mock,
      endedAt: past.endedAt,
      logBytes: past.logs.maxBytes,
    }));
  };
  const logs = createMockLogs(clock, writersOf);
  return { ...options, runs, due, telling, read, logs, follow, arm, heldOf, close: () => callOff?.() };
};

type World = ReturnType<typeof createWorld>;

/** Takes up a run that the state believes to be running, and with it what its task had run before. */
const adopt = (world: World, expected: { readonly run: RunId; readonly allocId: string }): void => {
  const { run, allocId } = expected;
  const now = world.clock.now();
  const past = world.recall?.({ allocId, task: run.task, alloc: run.alloc }) ?? [];
  if (!past.some((one) => one.run.attempt === run.attempt)) {
    world.telling.report({
      type: "lost",
      run,
      at: now,
      reason: "This server does not know when it started",
      withNode: false,
    });
    return;
  }
  for (const one of past) {
    const held = world.heldOf(allocId, one);
    world.runs.add(held);
    if (one.run.attempt !== run.attempt) {
      held.mock = { ...held.mock, stop: one.endedAt === null ? null : stopAt(one.endedAt) };
      world.runs.end(held);
      continue;
    }
    held.mock = { ...held.mock, fate: world.fateOf?.(run, allocId) ?? noFate };
    world.due.set(held, now);
  }
};

/** Ends at that time, whatever it would have done. */
const stopAt = (at: number): MockRun["stop"] => ({ at, killSignal: "SIGKILL", killTimeoutMs: 0 });

const start = (world: World, request: StartRequest): void => {
  const { run, allocId } = request;
  if (world.runs.find(allocId, run) !== undefined) return;
  const config = world.read(request.config, request.logs.disabled);
  const fate = world.fateOf?.(run, allocId) ?? noFate;
  const startsAt = startTime(config, fate, world.clock.now());
  const held: HeldRun = {
    run,
    allocId,
    logBytes: request.logs.maxBytes,
    mock: { config, fate, startsAt, stop: null },
    told: 0,
    phase: "live",
  };
  world.runs.add(held);
  world.due.set(held, startsAt);
  world.arm();
};

const stop = (world: World, request: StopRequest): void => {
  const { run, allocId, killSignal, killTimeoutMs } = request;
  const at = world.clock.now();
  const known = world.runs.find(allocId, run);
  if (known !== undefined) {
    if (known.phase !== "live" || known.mock.stop !== null) return;
    known.mock = { ...known.mock, stop: { at, killSignal, killTimeoutMs } };
    world.follow(known, at);
    return world.arm();
  }
  const never: MockRun = {
    config: world.read({}, true),
    fate: noFate,
    startsAt: Number.POSITIVE_INFINITY,
    stop: { at, killSignal, killTimeoutMs },
  };
  const held: HeldRun = { run, allocId, logBytes: 0, mock: never, told: 0, phase: "live" };
  world.runs.add(held);
  return world.follow(held, at);
};

const loseSight = (world: World, allocId: string): void => {
  for (const held of world.runs.of(allocId)) {
    if (held.phase !== "live") continue;
    held.phase = "unseen";
    world.due.set(held, null);
  }
};

const restoreSight = (world: World, allocId: string): void => {
  const at = world.clock.now();
  for (const held of world.runs.of(allocId)) {
    if (held.phase !== "unseen") continue;
    held.mock = { ...held.mock, stop: stopAt(at) };
    world.telling.report({ type: "lost", run: held.run, at, reason: "Its node had been off", withNode: true });
    world.runs.end(held);
  }
};

const refuseIfBusy = (world: World, allocId: string): void => {
  const busy = world.runs.of(allocId).find(({ phase }) => phase !== "ended");
  if (busy !== undefined) throw new Error(`allocation ${allocId} still runs: ${busy.run.task}`);
};

/**
 * Runs tasks that only seem to run: what becomes of each follows from its configuration, its node's fate and the time it starts
 * (`stepsOf`), so that a restart of the server changes nothing and a log needs no file.
 */
export const createMockEngine = (options: MockEngineOptions): MockEngine => {
  const world = createWorld(options);
  let isClosed = false;
  return {
    fingerprint: () => Promise.resolve(options.fingerprint),
    open: async (expected, listener) => {
      for (const one of expected) adopt(world, one);
      world.telling.listen(listener);
      world.arm();
    },
    start: (request) => (isClosed ? undefined : start(world, request)),
    stop: (request) => (isClosed ? undefined : stop(world, request)),
    // What only seems to run is well for as long as it runs.
    probe: async () => ({ status: "passing", output: "It seems to run" }),
    remove: async (allocId) => {
      refuseIfBusy(world, allocId);
      world.runs.remove(allocId);
    },
    readLog: async (address, offset, maxBytes) => world.logs.read(address, offset, maxBytes),
    logExtent: async (address) => world.logs.extent(address),
    watchLog: world.logs.watch,
    loseSight: (allocId) => loseSight(world, allocId),
    restoreSight: (allocId) => restoreSight(world, allocId),
    close: async () => {
      isClosed = true;
      world.telling.listen(undefined);
      world.close();
      world.logs.close();
    },
  };
};
