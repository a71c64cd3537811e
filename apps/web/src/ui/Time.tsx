import { absoluteTime, bothZones, clockTime, nearTime, shortTime } from "../lib/format-time.ts";
import { useNow } from "../lib/use-now.ts";
import { usePreferences } from "../lib/use-preferences.ts";
import { tip } from "./tip.ts";

/**
 * Every time on every page. `near`: relative within a day, written out beyond. `short`: the clock today, else the date.
 * The tip gives UTC and local with the zone's name.
 */
export const Time = ({
  at,
  form = "near",
}: {
  readonly at: number;
  readonly form?: "near" | "short" | "clock" | "full";
}) => {
  const now = useNow();
  const { zone } = usePreferences();
  const text = {
    near: () => nearTime(at, now, zone),
    short: () => shortTime(at, now, zone),
    clock: () => clockTime(at, zone),
    full: () => absoluteTime(at, now, zone),
  }[form]();
  return (
    <time dateTime={new Date(at).toISOString()} {...tip(bothZones(at, now))}>
      {text}
    </time>
  );
};
