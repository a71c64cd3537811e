import type { Command } from "@longshore/core/command";
import type { Event } from "@longshore/core/event";
import {
  dynamicPorts,
  hasEnded,
  type Allocation,
  type Job,
  type JobVersion,
  type PlacementMetrics,
} from "@longshore/core/model";
import { planChange } from "@longshore/core/plan";
import { launchesAfter, type CronCalculator } from "@longshore/core/schedule/launch-times";
import { emptyState, versionKey, type State } from "@longshore/core/state";
import { nothingTouched } from "@longshore/core/touched";
import { transact } from "@longshore/core/transact";
import type { Desk, LogAddress, Outcome } from "../dialect.ts";
import { memoryReader } from "./memory-reader.ts";

/** When the desk's world begins; a second passes with every commit. */
export const epochMs = 1_700_000_000_000;

const node: Command = {
  type: "registerNode",
  id: "5c0ffee5-0000-4000-8000-000000000001",
  datacenter: "dc1",
  engine: "local",
  fingerprint: {
    name: "anchor",
    nodeClass: "",
    nodePool: "default",
    meta: {},
    ports: dynamicPorts,
    attributes: { "kernel.name": "linux", "cpu.arch": "amd64", "os.name": "debian" },
    drivers: { raw_exec: { detected: true, healthy: true, description: "Healthy" } },
    resources: { cpuMhz: 4000, memoryMb: 8000, diskMb: 50_000 },
  },
};

const hourMs = 3_600_000;

/** A calendar without months: whatever the expression, an instant every hour. */
const everyHour: CronCalculator = {
  check: ({ expression }) => (expression.startsWith("61") ? `Invalid cron spec "${expression}"` : undefined),
  next: (_cron, afterMs, count) =>
    Array.from({ length: count }, (_, at) => (Math.floor(afterMs / hourMs) + 1 + at) * hourMs),
};

type Waiter = { readonly isDone: () => boolean; readonly resolve: () => void; readonly deadlineMs: number };

export type MemoryDesk = Desk & {
  readonly state: State;
  /** Every task that was asked to start has started. */
  readonly startAll: () => void;
  /** Every running task of the job has ended with this code; the ones asked to stop have ended. */
  readonly endAll: (jobId: string, exitCode: number) => void;
  readonly allocationsOf: (jobId: string) => readonly Allocation[];
  readonly appendLog: (log: LogAddress, text: string) => void;
  /** Drops what lies before `offset`, as the engine does when a log has reached its limit. */
  readonly dropLogHead: (log: LogAddress, offset: number) => void;
  /** Time passes for those who wait. */
  readonly pass: (ms: number) => void;
  readonly waiting: () => number;
};

const logKey = (log: LogAddress): string => `${log.allocId}/${log.task}/${log.stream}`;

/** The real decisions over a state in memory, evaluations worked off at once, time by hand. */
export const memoryDesk = (): MemoryDesk => {
  const state = emptyState("a desk in memory");
  const versions = new Map<string, { readonly job: number; readonly version: JobVersion }>();
  const placements = new Map<number, PlacementMetrics>();
  const logs = new Map<string, { head: number; bytes: Uint8Array }>();
  let waiters: Waiter[] = [];
  let passedMs = 0;

  const now = (): number => epochMs + state.index * 1000;

  const wake = (): void => {
    const done = waiters.filter((waiter) => waiter.isDone() || waiter.deadlineMs <= passedMs);
    waiters = waiters.filter((waiter) => !done.includes(waiter));
    for (const waiter of done) waiter.resolve();
  };

  const wait = (waitMs: number, isDone: () => boolean): Promise<void> => {
    if (isDone()) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    waiters.push({ isDone, resolve: () => resolve(undefined), deadlineMs: passedMs + waitMs });
    return promise;
  };

  const commit = (command: Command) => {
    const touched = nothingTouched();
    const decided = transact(state, command, { index: state.index + 1, now: now(), touched });
    for (const [key, version] of touched.versions) versions.set(key, version);
    for (const { job, version, mark } of touched.marks.values()) {
      const { tag, ...said } = mark;
      const marked = versions.get(versionKey(job, version));
      if (marked === undefined) continue;
      const { tag: before, ...rest } = { ...marked.version, ...said };
      const after = tag === undefined ? before : (tag ?? undefined);
      versions.set(versionKey(job, version), { job, version: { ...rest, ...(after && { tag: after }) } });
    }
    for (const [key, metrics] of touched.placements) placements.set(key, metrics);
    wake();
    return decided;
  };

  const workOff = (): void => {
    for (;;) {
      const open = [...state.evaluations.entries()].find(
        ([, one]) => one.status === "pending" && (one.waitUntil ?? 0) <= now(),
      );
      if (open === undefined) return;
      commit({ type: "advanceEvaluation", evaluation: open[0], limit: 250 });
    }
  };

  const nameOf = (command: Command): Job["spec"] | { readonly namespace: string; readonly id: string } | undefined =>
    command.type === "registerJob" ? command.spec : "id" in command && "namespace" in command ? command : undefined;

  const submit = (command: Command): Outcome => {
    const decided = commit(command);
    if (!decided.ok) return decided;
    const { index } = state;
    const created = decided.value.events.find(
      (event): event is Extract<Event, { type: "evaluationCreated" }> => event.type === "evaluationCreated",
    );
    const name = nameOf(command);
    const job = name === undefined ? undefined : reader.job(name.namespace, name.id);
    const evaluation = created === undefined ? undefined : state.evaluations.get(created.evaluation);
    workOff();
    return {
      ok: true,
      committed: { index, jobModifyIndex: job?.jobModifyIndex ?? 0, evaluationId: evaluation?.id ?? "" },
    };
  };

  const reader = memoryReader(state, { versions, placements });
  const live = (): readonly Allocation[] =>
    [...state.allocations.entries()].map(([, one]) => one).filter((one) => !hasEnded(one));
  const reportAll = (
    wanted: (allocation: Allocation) => boolean,
    report: (allocation: Allocation, task: string, attempt: number) => Command | undefined,
  ): void => {
    for (const { key } of live().filter(wanted))
      for (const task of Object.keys(state.allocations.get(key)?.tasks ?? {})) {
        const allocation = state.allocations.get(key);
        const taskState = allocation?.tasks[task];
        if (allocation === undefined || taskState === undefined) continue;
        const command = report(allocation, task, taskState.attempt);
        if (command !== undefined) commit(command);
      }
    workOff();
  };

  commit(node);

  return {
    state,
    reader,
    checkDriverConfig: (driver, config) =>
      driver === "raw_exec" && typeof config["command"] !== "string"
        ? [{ path: ["Config", "command"], message: "command is missing" }]
        : [],
    checkSchedule: everyHour.check,
    submit: (command) => Promise.resolve(submit(command)),
    plan: (change) => {
      const planned = planChange(state, change, now());
      if (!planned.ok) return Promise.resolve(planned);
      const nextLaunches = launchesAfter(everyHour, { view: state, now: now() }, change);
      return Promise.resolve({ ok: true, value: { ...planned.value, nextLaunches } });
    },
    waitFor: ({ after, waitMs, currentIndex }) => wait(waitMs, () => currentIndex() > after),
    readLog: (log, offset, maxBytes) => {
      const found = logs.get(logKey(log));
      if (found === undefined) return Promise.resolve(undefined);
      const { head, bytes } = found;
      const from = Math.max(head, offset);
      return Promise.resolve({ head, size: bytes.length, offset: from, bytes: bytes.subarray(from, from + maxBytes) });
    },
    waitForLog: (log, size, waitMs) => wait(waitMs, () => (logs.get(logKey(log))?.bytes.length ?? 0) > size),
    collectGarbage: () => Promise.resolve(),
    random: () => 0.5,
    startAll: () =>
      reportAll(
        (allocation) => allocation.desired === "run",
        (allocation, task, attempt) =>
          allocation.tasks[task]?.phase === "pending"
            ? {
                type: "observeTask",
                report: { type: "started", run: { alloc: allocation.key, attempt, task }, at: now(), pid: 4242 },
              }
            : undefined,
      ),
    endAll: (jobId, exitCode) =>
      reportAll(
        (allocation) => allocation.jobId === jobId,
        (allocation, task, attempt) => ({
          type: "observeTask",
          report: {
            type: "exited",
            run: { alloc: allocation.key, attempt, task },
            at: now(),
            exitCode,
            signal: 0,
            oomKilled: false,
          },
        }),
      ),
    allocationsOf: (jobId) =>
      [...state.allocations.entries()].map(([, one]) => one).filter((one) => one.jobId === jobId),
    appendLog: (log, text) => {
      const before = logs.get(logKey(log)) ?? { head: 0, bytes: new Uint8Array() };
      const added = new TextEncoder().encode(text);
      const bytes = new Uint8Array(before.bytes.length + added.length);
      bytes.set(before.bytes);
      bytes.set(added, before.bytes.length);
      logs.set(logKey(log), { head: before.head, bytes });
      wake();
    },
    dropLogHead: (log, offset) => {
      const found = logs.get(logKey(log));
      if (found !== undefined) found.head = offset;
    },
    pass: (ms) => {
      passedMs += ms;
      wake();
    },
    waiting: () => waiters.length,
  };
};
