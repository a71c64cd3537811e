import type { CronCalculator, CronSpec } from "@longshore/core/schedule/launch-times";
import { Cron } from "croner";

const words: Readonly<Record<string, string>> = {
  "@yearly": "0 0 0 1 1 * *",
  "@annually": "0 0 0 1 1 * *",
  "@monthly": "0 0 0 1 * * *",
  "@weekly": "0 0 0 * * 0 *",
  "@daily": "0 0 0 * * * *",
  "@hourly": "0 0 * * * * *",
};

/** Nomad's fields: five from minute to day of week, a year behind them, seconds before all. https://github.com/hashicorp/cronexpr */
const sevenFields = (expression: string): string => {
  const text = expression.trim();
  const known = words[text.toLowerCase()];
  if (known !== undefined) return known;
  const fields = text.split(/\s+/);
  if (fields.length === 5) return `0 ${fields.join(" ")} *`;
  return fields.length === 6 ? `0 ${fields.join(" ")}` : fields.join(" ");
};

/**
 * Debian's cron across changes of the clock: a fixed time that does not exist runs once, right after the gap; one that occurs twice runs
 * the first time; what has a wildcard or a step in its time of day goes by what the clock shows. No function is given, so nothing is ever armed.
 */
const parsed = ({ expression, timeZone }: CronSpec): Cron => {
  const pattern = sevenFields(expression);
  if (pattern.split(" ").some((field, at) => field.includes("?") && at !== 3 && at !== 5))
    throw new Error("? stands for a day of the month or of the week alone");
  return new Cron(pattern, {
    timezone: timeZone,
    mode: "7-part",
    fixedTimeRule: "no-wildcard",
    sloppyRanges: true,
    paused: true,
  });
};

/** The latest time that a Date can be asked about with room to spare, in milliseconds. */
const latestMs = Date.UTC(9999, 0);

export const cronCalculator: CronCalculator = {
  check: (cron) => {
    try {
      parsed(cron).nextRun(new Date(0));
      return undefined;
    } catch (fault) {
      return `Invalid cron spec ${JSON.stringify(cron.expression)}: ${fault instanceof Error ? fault.message : String(fault)}`;
    }
  },
  next: (cron, afterMs, count) => {
    if (afterMs > latestMs) return [];
    try {
      // Instants are whole seconds, and the one that is looked from does not count.
      const from = new Date(Math.floor(afterMs / 1000) * 1000);
      return parsed(cron)
        .nextRuns(count, from)
        .map((date) => date.getTime());
    } catch {
      return [];
    }
  },
};
