import type { RehearsalBranch, RehearsalOutcome, RehearsalTimes, RehearsedState } from "@longshore/core/model";
import type { Rehearsed } from "../../api/rehearsal.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { number, plural } from "../../lib/plural.ts";

export const branchWords: { readonly [branch in RehearsalBranch]: string } = {
  "as-expected": "As expected",
  "canary-fails": "A canary fails",
  "never-healthy": "One never gets healthy",
};

/** The word of a state, the status whose shape it has, and the sign for it where cells are too many and too small for shapes. */
export const stateWords: {
  readonly [state in RehearsedState]: { readonly word: string; readonly shape: string; readonly sign: string };
} = {
  waiting: { word: "waiting", shape: "queued", sign: "·" },
  stopping: { word: "stopping", shape: "stopping", sign: "–" },
  starting: { word: "starting", shape: "starting", sign: "+" },
  up: { word: "up", shape: "running", sign: "o" },
  healthy: { word: "healthy", shape: "succeeded", sign: "•" },
  unhealthy: { word: "unhealthy", shape: "failed", sign: "×" },
  done: { word: "done", shape: "stopped", sign: "=" },
  gone: { word: "gone", shape: "lost", sign: "" },
};

/** How cells of so many instances are drawn: with their numbers and shapes, or with signs alone. */
export const cellSize = (count: number): "numbered" | "large" | "small" =>
  count <= 400 ? "numbered" : count <= 2000 ? "large" : "small";

const minute = 60_000;
const pad = (value: number): string => String(value).padStart(2, "0");

/** A place on a clock that begins with the change: `02:10`, `1:02:10`, or tenths where all of it is shorter than a minute. */
export const clockText = (at: number, whole: number): string => {
  if (whole < minute) return `${(at / 1000).toFixed(1)} s`;
  const seconds = Math.floor(at / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${whole >= 60 * minute ? `${String(hours)}:` : ""}${pad(minutes)}:${pad(seconds % 60)}`;
};

const limitWords = {
  time: "of virtual time",
  steps: "of decisions",
  stopped: "of what the server spends on it",
} as const;

const ended = (why: string): string => (/[.!?]$/.test(why) ? why : `${why}.`);

const outcomeText = (outcome: RehearsalOutcome, after: string): string => {
  switch (outcome.type) {
    case "successful":
      return `Comes to a good end after ${after}.`;
    case "failed":
      return `Fails after ${after}: ${ended(outcome.why)}${outcome.room === null ? "" : ` ${plural(outcome.room.instances, "instance")} fit nowhere: ${ended(outcome.room.why)}`}`;
    case "reverted":
      return `Fails and goes back to what v${String(outcome.to)} was, ${outcome.isDone ? `all of it by ${after}` : `not yet all of it after ${after}`}: ${ended(outcome.why)}`;
    case "waits for promotion":
      return `After ${after} its canaries wait to be promoted.`;
    case "paused":
      return "Begins paused: nothing goes on until somebody resumes it.";
    case "waits for room":
      return `After ${after} ${plural(outcome.instances, "instance")} still ${outcome.instances === 1 ? "waits" : "wait"} for room: ${ended(outcome.why)}`;
    case "unfinished":
      return `Has not come to an end after ${after}, the limit ${limitWords[outcome.limit]}.`;
  }
};

const lowestText = ({ lowest }: Rehearsed["summary"]): string => {
  const { instances, before, at } = lowest;
  if (before === 0) return "Nothing of it does any work before.";
  if (instances >= before) return `Never fewer in service than the ${number(before)} before.`;
  return `Lowest capacity is ${number(instances)} in service, of ${number(before)} before, ${at === 0 ? "from the very beginning" : `first after ${formatDuration(at)}`}.`;
};

const victimText = ({ branch, victim }: Rehearsed["header"]): string => {
  if (branch === "as-expected") return "";
  if (victim === null)
    return ` Nothing of it can fail that way${branch === "canary-fails" ? ": it has no canary" : ""}, so it is played as expected.`;
  return ` ${victim.group}[${String(victim.index)}] is the one that fails.`;
};

/** What comes of it, in one sentence or two. */
export const rehearsalSentence = ({ header, summary }: Pick<Rehearsed, "header" | "summary">): string =>
  `${outcomeText(summary.outcome, formatDuration(summary.endsAt))} ${lowestText(summary)}${victimText(header)}`;

/** What the times rest on. */
export const timesText = (times: RehearsalTimes): string => {
  const all = Object.values(times).flatMap(({ start, checks, stop }) => [start, checks, stop]);
  const samples = Math.max(0, ...all.map((spread) => spread.samples));
  return samples === 0
    ? "How long instances take to start, to get healthy and to stop is assumed: nothing was measured yet."
    : `How long instances take rests on up to ${plural(samples, "measurement")} of this job.`;
};

/** Rehearsed seconds per second, so that all of it is seen in at most twenty. */
export const speeds = [1, 5, 20, 60, 300, 1200] as const;
export const fittingSpeed = (endsAt: number): number =>
  speeds.find((speed) => endsAt / 1000 / speed <= 20) ?? speeds.at(-1) ?? 1;
