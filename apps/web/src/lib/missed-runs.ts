import type { Launches } from "@longshore/api/launches";
import { number, plural } from "./plural.ts";

type Schedule = Pick<NonNullable<Launches["schedule"]>, "missedRuns">;

/** The rule of a schedule for what comes due while the server is down, in a sentence. */
export const missedRule = ({ missedRuns }: Schedule): string => {
  if (missedRuns?.policy === "skip") return "Left out: what comes due while the server is down is not launched later";
  if (missedRuns?.policy === "run_all" && missedRuns.most > 1)
    return `Made up for: of what comes due while the server is down the newest ${number(missedRuns.most)} are launched, the oldest of them first`;
  return "The newest is made up for: of what comes due while the server is down one is launched";
};

/** The server counts no further. */
const mostCounted = 100;

/** `7 launches`, `100 or more launches`. */
export const missedCount = (count: number): string =>
  count >= mostCounted ? `${number(mostCounted)} or more launches` : plural(count, "launch", "launches");
