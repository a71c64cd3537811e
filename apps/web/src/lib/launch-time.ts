import { formatDuration } from "./format-duration.ts";
import { absoluteTime, zoneName } from "./format-time.ts";
import type { ZoneChoice } from "./format-time.ts";

const formats = new Map<string, Intl.DateTimeFormat | null>();

/** Null for a zone that this browser does not know. */
const formatOf = (timeZone: string, withYear: boolean): Intl.DateTimeFormat | null => {
  const key = `${timeZone} ${String(withYear)}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const make = (): Intl.DateTimeFormat | null => {
    try {
      return new Intl.DateTimeFormat("en-US", {
        weekday: "short",
        month: "short",
        day: "numeric",
        ...(withYear ? { year: "numeric" } : {}),
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
        hourCycle: "h23",
        timeZone,
      });
    } catch {
      return null;
    }
  };
  const made = make();
  formats.set(key, made);
  return made;
};

/** As the schedule's own zone has it: `Sun, Nov 22, 02:30:00 Europe/Vienna`. `reader`: the zone to show a time in when that one is unknown here. */
export const scheduledTime = (
  at: number,
  timeZone: string,
  reader: { readonly now: number; readonly zone: ZoneChoice },
): string => {
  const { now, zone } = reader;
  const format = formatOf(timeZone, new Date(at).getUTCFullYear() !== new Date(now).getUTCFullYear());
  return format === null ? `${absoluteTime(at, now, zone)} ${zoneName(zone, at)}` : `${format.format(at)} ${timeZone}`;
};

/** `in 12s`, `in 6d 04h`; `now` for what is due. */
export const untilText = (at: number, now: number): string =>
  at - now < 1000 ? "now" : `in ${formatDuration(at - now)}`;
