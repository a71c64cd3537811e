import { nameIndex, type Allocation } from "./allocation.ts";
import type { AllocationKey, NodeKey } from "./ids.ts";
import type { About } from "./job-spec.ts";
import type { TaskEvent } from "./task-state.ts";
import { own } from "../own.ts";

/** Whose fault a failure is: the installation's, the input's or the program's. */
export type ErrorCategory = "system" | "data" | "algorithm";
export const errorCategories: readonly ErrorCategory[] = ["system", "data", "algorithm"];

export type AttemptOutcome = "waiting" | "running" | "complete" | "failed" | "lost" | "stopped";

/** One start of an allocation's tasks. A restart is the next attempt; times are milliseconds since the epoch. */
export type Attempt = {
  readonly allocation: AllocationKey;
  /** Counted per instance from 1, over all its allocations. */
  readonly number: number;
  readonly group: string;
  readonly index: number;
  readonly node: NodeKey;
  /** When it was placed, or when the attempt before it ended. */
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly outcome: AttemptOutcome;
  /** Of the task that decided the outcome; null while none has exited. */
  readonly exitCode: number | null;
  readonly signal: number | null;
  /** It ran for as long as it may and was ended. */
  readonly timedOut: boolean;
  readonly message: string;
};

const isEnd = (event: TaskEvent): boolean =>
  event.type === "Terminated" || event.type === "Driver Failure" || event.type === "Lost" || event.type === "Killed";

/** How a task's end counts, the worst first. */
const gravity = (event: TaskEvent): number => {
  if (event.type === "Lost") return 4;
  if (event.type === "Driver Failure") return 3;
  return event.type === "Terminated" && event.exitCode !== 0 ? 2 : 1;
};

type Seen = {
  readonly starts: readonly TaskEvent[];
  readonly ends: readonly TaskEvent[];
  readonly isStopped: boolean;
};

const seenOf = (events: readonly TaskEvent[]): Seen => ({
  starts: events.filter((event) => event.type === "Started"),
  ends: events.filter(isEnd),
  isStopped: events.some((event) => event.type === "Killed"),
});

const outcomeOf = (allocation: Allocation, seen: Seen, decisive: TaskEvent | undefined): AttemptOutcome => {
  if (decisive === undefined) return seen.starts.length > 0 ? "running" : "waiting";
  if (decisive.type === "Lost") return "lost";
  if (allocation.hasExpired) return "failed";
  if (seen.isStopped) return "stopped";
  return gravity(decisive) > 1 ? "failed" : "complete";
};

const attemptFrom = (
  allocation: Allocation,
  at: { readonly number: number; readonly isLast: boolean; readonly queuedAt: number },
): Attempt => {
  const events = Object.values(allocation.tasks)
    .flatMap((task) => task.events.filter((event) => event.attempt === at.number))
    .toSorted((a, b) => a.at - b.at);
  const seen = seenOf(events);
  const isOpen = at.isLast && Object.values(allocation.tasks).some((task) => task.phase !== "dead" && !task.restartAt);
  const decisive = isOpen
    ? undefined
    : seen.ends.toSorted((a, b) => gravity(b) - gravity(a) || a.at - b.at).find((event) => event.type !== "Killed");
  const last = isOpen ? undefined : seen.ends.at(-1);
  return {
    allocation: allocation.key,
    number: at.number,
    group: allocation.group,
    index: nameIndex(allocation),
    node: allocation.node,
    queuedAt: at.queuedAt,
    startedAt: seen.starts[0]?.at ?? null,
    endedAt: last?.at ?? null,
    outcome: outcomeOf(allocation, seen, decisive ?? last),
    exitCode: decisive?.exitCode ?? null,
    signal: decisive?.signal ?? null,
    timedOut: at.isLast && allocation.hasExpired,
    message: decisive?.message ?? last?.message ?? "",
  };
};

/**
 * The attempts of an allocation, oldest first, as far as its tasks' events are kept (`keptTaskEvents`): the last one is always among them.
 */
export const attemptsOf = (allocation: Allocation): readonly Attempt[] => {
  const tasks = Object.values(allocation.tasks);
  const numbers = new Set([allocation.attempt]);
  for (const task of tasks)
    for (const event of task.events) if (event.type === "Started" || isEnd(event)) numbers.add(event.attempt);
  const found: Attempt[] = [];
  for (const number of [...numbers].toSorted((a, b) => a - b)) {
    const queuedAt = found.at(-1)?.endedAt ?? allocation.createdAt;
    found.push(attemptFrom(allocation, { number, isLast: number === allocation.attempt, queuedAt }));
  }
  return found;
};

/**
 * The integer id of an attempt, from the allocation's key and the attempt's number (Cantor's pairing: one id for each pair and one pair for
 * each id). Exact as long as their sum is below 94 million.
 */
export const attemptId = ({ allocation, number }: Pick<Attempt, "allocation" | "number">): number =>
  pairOf(allocation, number);

export const attemptOfId = (id: number): { readonly allocation: AllocationKey; readonly number: number } => {
  const [allocation, number] = unpair(id);
  return { allocation, number };
};

/** One integer for two that are not negative. */
export const pairOf = (a: number, b: number): number => ((a + b) * (a + b + 1)) / 2 + b;

export const unpair = (id: number): readonly [number, number] => {
  let sum = Math.floor((Math.sqrt(8 * id + 1) - 1) / 2);
  // The root of a large number may be one off.
  while ((sum * (sum + 1)) / 2 > id) sum -= 1;
  while (((sum + 1) * (sum + 2)) / 2 <= id) sum += 1;
  const b = id - (sum * (sum + 1)) / 2;
  return [sum - b, b];
};

const isCategory = (value: string | undefined): value is ErrorCategory =>
  errorCategories.includes(value as ErrorCategory);

/** Whose fault a failed or lost attempt is; null for any other. What the job says of its exit codes goes first. */
export const errorCategoryOf = (
  attempt: Pick<Attempt, "outcome" | "exitCode" | "timedOut">,
  about: Pick<About, "exitCategories"> | null,
): ErrorCategory | null => {
  if (attempt.outcome !== "failed" && attempt.outcome !== "lost") return null;
  if (attempt.outcome === "lost" || attempt.exitCode === null) return attempt.timedOut ? "algorithm" : "system";
  const said = own(about?.exitCategories ?? {}, String(attempt.exitCode));
  return isCategory(said) ? said : "algorithm";
};
