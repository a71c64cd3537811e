import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TaskReport } from "@longshore/core/model";
import type { Engine } from "../engine.ts";
import { observe, type Observation } from "../engine-observation.ts";
import type { LocalEngineOptions } from "./context.ts";
import type { Plan } from "./engine-process.ts";
import { createLocalEngine } from "./local-engine.ts";
import { listProcesses, readMarker } from "./proc.ts";
import { dropStalePipes } from "./workers.ts";

export type TestDirectories = { readonly dataDir: string; readonly runDir: string };

/** A data directory and its run directory, removed again with every process that was started from them. */
export const createTestDirectories = (): TestDirectories & { readonly dispose: () => Promise<void> } => {
  const dataDir = mkdtempSync(join(tmpdir(), "longshore-engine-"));
  const runDir = mkdtempSync(join(tmpdir(), "longshore-run-"));
  return {
    dataDir,
    runDir,
    dispose: async () => {
      dropStalePipes(runDir, () => false);
      // What a killed server left behind may still be writing as it ends.
      rmSync(runDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 20 });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

export const openTestEngine = (directories: TestDirectories, options: Partial<LocalEngineOptions> = {}): Engine =>
  createLocalEngine({ dataDir: directories.dataDir, runDir: directories.runDir, now: Date.now, ...options });

/** The processes that carry the marker of any run of an allocation. */
export const markedProcesses = (allocId: string): readonly number[] =>
  listProcesses()
    .filter((process) => readMarker(process.pid)?.startsWith(`${allocId}:`) === true)
    .map((process) => process.pid);

export type EngineProcess = {
  readonly seen: Observation;
  /** Resolves when the process is gone, with the signal that ended it. */
  readonly gone: Promise<NodeJS.Signals | null>;
  readonly kill: () => Promise<unknown>;
};

/** Runs an engine in a process of its own, to be killed at will. */
export const spawnEngine = (directories: TestDirectories, plan: Partial<Plan>): EngineProcess => {
  const seen = observe();
  const argument: Plan = {
    expected: [],
    starts: [],
    stops: [],
    ...plan,
    dataDir: directories.dataDir,
    runDir: directories.runDir,
  };
  const script = new URL("engine-process.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, JSON.stringify(argument)], { stdio: ["ignore", "pipe", "inherit"] });
  let rest = "";
  child.stdout.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    void seen.listener(lines.map((line) => JSON.parse(line) as TaskReport));
  });
  const gone = new Promise<NodeJS.Signals | null>((resolve) => child.on("close", (_code, signal) => resolve(signal)));
  return {
    seen,
    gone,
    kill: () => {
      child.kill("SIGKILL");
      return gone;
    },
  };
};
