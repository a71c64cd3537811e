import { bothZones } from "../lib/format-time.ts";
import { scheduledTime, untilText } from "../lib/launch-time.ts";
import { useNow } from "../lib/use-now.ts";
import { usePreferences } from "../lib/use-preferences.ts";
import { tip } from "./tip.ts";

/** A time to come: how long until it is, and when that is in its schedule's zone. Without a zone: in the reader's. */
export const ScheduledTime = ({ at, timeZone = "" }: { readonly at: number; readonly timeZone?: string }) => {
  const now = useNow();
  const { zone } = usePreferences();
  return (
    <time dateTime={new Date(at).toISOString()} {...tip(bothZones(at, now))}>
      <b className="strong">{untilText(at, now)}</b>,{" "}
      <span className="two">{scheduledTime(at, timeZone, { now, zone })}</span>
    </time>
  );
};
