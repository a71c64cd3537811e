import type { TaskReport } from "@longshore/core/model";
import type { StopRequest } from "../engine.ts";
import type { MockConfig } from "./mock-config.ts";
import { outputEndsAfterMs } from "./mock-output.ts";
import { signalNumber } from "./signal-number.ts";

/** What the node under a run does to it, besides what the task's own configuration says. */
export type MockFate = {
  /** Milliseconds that the node adds to the start. */
  readonly slownessMs: number;
  /** Why the node cannot start it; null when it can. */
  readonly startFailure: string | null;
  /** How long after its start the node kills it; null: never. */
  readonly killedAfterMs: number | null;
};

export const noFate: MockFate = { slownessMs: 0, startFailure: null, killedAfterMs: null };

/** Everything that decides what becomes of a run. Times are milliseconds since the epoch. */
export type MockRun = {
  readonly config: MockConfig;
  readonly fate: MockFate;
  /** When it starts, or fails to. */
  readonly startsAt: number;
  readonly stop: (Pick<StopRequest, "killSignal" | "killTimeoutMs"> & { readonly at: number }) | null;
};

type WithoutRun<T> = T extends unknown ? Omit<T, "run"> : never;

/** What an engine sees of a run, and when. */
export type MockStep = WithoutRun<Exclude<TaskReport, { readonly type: "lost" | "leaked" }>>;

type End = { readonly at: number; readonly exitCode: number; readonly signal: number };

export const startTime = (config: MockConfig, fate: MockFate, askedAt: number): number =>
  askedAt + config.startBlockForMs + fate.slownessMs;

const bySignal = (at: number, signal: number): End => ({ at, exitCode: 128 + signal, signal });

const sigkill = 9;

/** As its configuration says; a message is an error, so that an end with one has failed. */
const ownEnd = (config: MockConfig, at: number): End => {
  if (config.exitSignal > 0) return bySignal(at, config.exitSignal);
  return { at, exitCode: config.exitCode === 0 && config.exitMessage !== "" ? 1 : config.exitCode, signal: 0 };
};

/** How it ends when nobody stops it. Like Nomad's, it waits for its output to be written. */
const undisturbedEnd = ({ config, fate, startsAt }: MockRun): End => {
  const runsForMs = Math.max(config.runForMs, outputEndsAfterMs(config.stdout), outputEndsAfterMs(config.stderr));
  if (fate.killedAfterMs !== null && fate.killedAfterMs < runsForMs)
    return bySignal(startsAt + fate.killedAfterMs, sigkill);
  return ownEnd(config, startsAt + runsForMs);
};

const earlier = (a: End, b: End): End => (b.at < a.at ? b : a);

/** The stop ladder: the kill signal, which ends it after `kill_after`, and SIGKILL when its time is over. */
const stoppedEnd = ({ config, stop }: MockRun): End | undefined => {
  if (stop === null) return undefined;
  if (signalNumber(stop.killSignal) === sigkill) return bySignal(stop.at, sigkill);
  const killed = bySignal(stop.at + stop.killTimeoutMs, sigkill);
  return config.signalError === "" ? earlier(killed, ownEnd(config, stop.at + config.killAfterMs)) : killed;
};

const signals = (run: MockRun, end: End): readonly MockStep[] => {
  const { config, stop } = run;
  if (stop === null || stop.at > end.at) return [];
  const { killSignal: signal, at } = stop;
  const reason = config.signalError === "" ? "asked to stop" : `asked to stop, without effect: ${config.signalError}`;
  const asked: MockStep = { type: "signalled", at, signal, reason };
  const isKilled = end.signal === sigkill && end.at === at + stop.killTimeoutMs && signalNumber(signal) !== sigkill;
  if (!isKilled) return [asked];
  return [asked, { type: "signalled", at: end.at, signal: "SIGKILL", reason: "it did not end in time" }];
};

/** When and how it ends, if it starts. */
export const endOf = (run: MockRun): End => {
  const stopped = stoppedEnd(run);
  const undisturbed = undisturbedEnd(run);
  return stopped === undefined ? undisturbed : earlier(undisturbed, stopped);
};

/**
 * [F1] All that will ever be seen of a run, in order: a function of what it is and of when it starts and is stopped. A stop changes
 * nothing of what came before it.
 */
export const stepsOf = (run: MockRun): readonly MockStep[] => {
  const { config, fate, startsAt, stop } = run;
  if (stop !== null && stop.at < startsAt)
    return [{ type: "startFailed", at: stop.at, reason: "it was stopped before it was started" }];
  const failure = fate.startFailure ?? (config.startError === "" ? null : config.startError);
  if (failure !== null) return [{ type: "startFailed", at: startsAt, reason: failure }];
  const end = endOf(run);
  return [
    { type: "started", at: startsAt, pid: 0 },
    ...signals(run, end),
    { type: "exited", at: end.at, exitCode: end.exitCode, signal: end.signal, oomKilled: false },
  ];
};
