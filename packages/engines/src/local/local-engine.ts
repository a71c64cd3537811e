import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Engine, StartRequest, StopRequest } from "../engine.ts";
import { probeHttp, probeTcp } from "../probe-port.ts";
import { dropClaim, forbidStart } from "./claims.ts";
import { createRun, type Context, type LocalEngineOptions, type LocalRun } from "./context.ts";
import { fingerprintMachine } from "./fingerprint.ts";
import { createLogFiles } from "./log-files.ts";
import { removeHeads } from "./log-trimmer.ts";
import { reportStartFailed } from "./outcomes.ts";
import { createParts, openSlots, type Parts } from "./parts.ts";
import { readBootId } from "./proc.ts";
import { readProcessTable } from "./process-table.ts";
import { recover, recoverOne, sweepEarlier } from "./recovery.ts";
import { createReporter } from "./reporter.ts";
import { openRunDir } from "./run-dir.ts";
import { allocDirectory, isAllocId, runKey } from "./run-key.ts";

export type { LocalEngineOptions } from "./context.ts";

const createContext = (options: LocalEngineOptions, report: Context["report"]): Context => {
  const bootId = readBootId();
  mkdirSync(join(options.dataDir, "alloc"), { recursive: true, mode: 0o711 });
  return {
    dataDir: options.dataDir,
    runDir: openRunDir(options.dataDir, bootId, options.runDir),
    bootId,
    runs: new Map(),
    now: options.now,
    log: options.log ?? (() => undefined),
    report,
    crash: (point) => {
      if (options.crashAt === point) process.kill(process.pid, "SIGKILL");
    },
  };
};

/** Before `open`, by making the engine's cgroup and removing it. */
const cgroupFacts = (context: Context, options: LocalEngineOptions, parts: Parts | undefined) => {
  const slots = parts?.slots ?? openSlots(context, options);
  if (parts === undefined) slots.close();
  return { hasCgroups: slots.isAvailable, limits: slots.limits };
};

const stopRun = (context: Context, parts: Parts, request: StopRequest): void => {
  const id = runKey(request.allocId, request.run);
  const known = context.runs.get(id);
  const run = known ?? createRun(id, request.run, request.allocId);
  context.runs.set(id, run);
  const history = parts.histories.get(id);
  if (known === undefined && history !== undefined) recoverOne(context, run, { history, steps: parts.steps });
  if (run.phase === "ended" || run.stop !== undefined) return;
  run.stop = request;
  if (run.phase === "running") return parts.ladder.begin(run);
  if (forbidStart(context, id)) {
    parts.starter.cancel(run);
    parts.slots.release(run.slot);
    return reportStartFailed(context, run, "it was stopped before it was started");
  }
  // A shim was faster; its record brings the process, and the stop goes on from there.
  if (run.phase === "queued") parts.observer.unclear(Object.assign(run, { phase: "sent" as const }));
  return undefined;
};

const startRun = (context: Context, parts: Parts, request: StartRequest): void => {
  context.crash("start.begin");
  const id = runKey(request.allocId, request.run);
  if (context.runs.has(id)) return undefined;
  const run = createRun(id, request.run, request.allocId);
  run.request = request;
  context.runs.set(id, run);
  const history = parts.histories.get(id);
  if (history !== undefined) return recoverOne(context, run, { history, steps: parts.steps });
  if (isAllocId(request.allocId)) parts.starter.start(run);
  else reportStartFailed(context, run, `${JSON.stringify(request.allocId)} is not an allocation's UUID`);
  context.crash("start.queued");
  return undefined;
};

/** Runs tasks as processes of this machine; survives its own death without losing or doubling one (packages/core/SPEC.md, E). */
export const createLocalEngine = (given: LocalEngineOptions): Engine => {
  const options = { ...given, dataDir: resolve(given.dataDir) };
  const reporter = createReporter((point) => options.crashAt === point && process.kill(process.pid, "SIGKILL"));
  const context = createContext(options, reporter.report);
  const logs = createLogFiles(options.dataDir);
  let parts: Parts | undefined;
  let isClosed = false;
  const opened = (): Parts => {
    if (parts === undefined) throw new Error("the engine is not open");
    return parts;
  };
  return {
    fingerprint: () =>
      fingerprintMachine({
        dataDir: options.dataDir,
        ...cgroupFacts(context, options, parts),
        users: options.allowedUsers ?? [],
      }),
    open: async (expected, listener) => {
      const open = createParts(context, options);
      parts = open;
      reporter.listen(listener);
      recover(context, open.histories, { expected, steps: open.steps });
      sweepEarlier(context, open.histories, { table: readProcessTable, members: open.slots.members });
      open.journal.poll();
    },
    // What is asked of a closed engine is asked of the next one again.
    start: (request) => (isClosed ? undefined : startRun(context, opened(), request)),
    stop: (request) => (isClosed ? undefined : stopRun(context, opened(), request)),
    probe: ({ probe, ...at }) => {
      if (probe.type === "http") return probeHttp(probe, at.timeoutMs);
      return probe.type === "tcp" ? probeTcp(probe, at.timeoutMs) : opened().probes.run({ ...at, ...probe });
    },
    remove: async (allocId) => {
      if (!isAllocId(allocId)) throw new Error(`${JSON.stringify(allocId)} is not an allocation's UUID`);
      const own = [...context.runs.values()].filter((run: LocalRun) => run.allocId === allocId);
      const busy = own.find((run) => run.phase !== "ended");
      if (busy !== undefined || opened().sweeper.isSweeping(allocId))
        throw new Error(`allocation ${allocId} still runs: ${busy?.run.task ?? "its leftovers are being killed"}`);
      await rm(allocDirectory(options.dataDir, allocId), { recursive: true, force: true });
      await removeHeads(context.dataDir, allocId);
      for (const run of own) {
        context.runs.delete(run.id);
        dropClaim(context, run.id);
      }
    },
    readLog: logs.read,
    logExtent: logs.extent,
    watchLog: logs.watch,
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      reporter.close();
      logs.close();
      await parts?.close();
    },
  };
};
