import type { CheckReport, CheckStatus, GroupCheck } from "../model/check.ts";
import type { Allocation } from "../model/allocation.ts";
import type { TaskGroup } from "../model/job-spec.ts";
import { own } from "../own.ts";

/** What one look at a check found, and when. */
export type Look = {
  readonly at: number;
  readonly status: "passing" | "warning" | "failing";
  readonly output: string;
};

/** How a check has gone since the run that it looks at began. */
export type CheckTally = {
  readonly status: CheckStatus;
  readonly successes: number;
  readonly failures: number;
  /** Failures in a row that count towards a restart: those after its grace. */
  readonly strikes: number;
};

export const noTally: CheckTally = { status: "pending", successes: 0, failures: 0, strikes: 0 };

/** The tally after another look; `since` is when the run began. A warning is a failure that `ignore_warnings` does not hold against a task. */
export const tallied = (
  tally: CheckTally,
  { check }: GroupCheck,
  { look, since }: { readonly look: Look; readonly since: number },
): CheckTally => {
  if (look.status === "passing") {
    const successes = tally.successes + 1;
    const isEnough = successes >= check.successBeforePassing;
    return { status: isEnough ? "passing" : tally.status, successes, failures: 0, strikes: 0 };
  }
  const failures = tally.failures + 1;
  const { restart } = check;
  const isForgiven =
    restart === null || look.at < since + restart.graceMs || (look.status === "warning" && restart.ignoreWarnings);
  return {
    status: failures >= check.failuresBeforeCritical ? "failing" : tally.status,
    successes: 0,
    failures,
    strikes: isForgiven ? tally.strikes : tally.strikes + 1,
  };
};

/** The tasks that a check has restarted: its service's, or for a group's own service all main tasks. */
const restartedBy = ({ task }: GroupCheck, group: TaskGroup): readonly string[] =>
  task === null ? group.tasks.filter(({ lifecycle }) => lifecycle === null).map(({ name }) => name) : [task.name];

/** What there is to report after a look; undefined when it is known. */
export const checkReportOf = (
  allocation: Allocation,
  checked: GroupCheck,
  after: { readonly tally: CheckTally; readonly look: Look; readonly group: TaskGroup },
): CheckReport | undefined => {
  const { tally, look, group } = after;
  const limit = checked.check.restart?.limit ?? 0;
  const restarts = limit > 0 && tally.strikes >= limit ? restartedBy(checked, group) : [];
  const isKnown = tally.status === "pending" || own(allocation.checks, checked.key)?.status === tally.status;
  if (restarts.length === 0 && isKnown) return undefined;
  return {
    allocation: allocation.key,
    check: checked.key,
    at: look.at,
    status: tally.status === "pending" ? "failing" : tally.status,
    output: look.output,
    failures: tally.failures,
    restarts,
  };
};
