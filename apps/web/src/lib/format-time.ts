/** `utc`, or the zone of this browser. */
export type ZoneChoice = "utc" | "local";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
/** Beyond this a time is written out: "19 h ago" still means something, "43 h ago" does not. */
export const relativeLimitMs = 24 * hour;

const formats = new Map<string, Intl.DateTimeFormat>();
const format = (zone: ZoneChoice, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = zone + JSON.stringify(options);
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    ...options,
    hourCycle: "h23",
    ...(zone === "utc" ? { timeZone: "UTC" } : {}),
  });
  formats.set(key, made);
  return made;
};

export const zoneName = (zone: ZoneChoice, at: number): string =>
  zone === "utc"
    ? "UTC"
    : (format(zone, { timeZoneName: "short" })
        .formatToParts(at)
        .find((part) => part.type === "timeZoneName")?.value ?? "local");

const dayOf = (at: number, zone: ZoneChoice): string =>
  format(zone, { year: "numeric", month: "2-digit", day: "2-digit" }).format(at);

/** `14:02:11`. */
export const clockTime = (at: number, zone: ZoneChoice): string =>
  format(zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at);

/** `14:02` today, `Nov 19` this year, `Nov 19, 2025` before. */
export const shortTime = (at: number, now: number, zone: ZoneChoice): string => {
  if (dayOf(at, zone) === dayOf(now, zone)) return format(zone, { hour: "2-digit", minute: "2-digit" }).format(at);
  const sameYear = new Date(at).getUTCFullYear() === new Date(now).getUTCFullYear();
  return format(zone, {
    month: "short",
    day: "numeric",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(at);
};

/** `Nov 19, 14:02:11`, with the year when it is another one. */
export const absoluteTime = (at: number, now: number, zone: ZoneChoice): string => {
  const sameYear = new Date(at).getUTCFullYear() === new Date(now).getUTCFullYear();
  return format(zone, {
    month: "short",
    day: "numeric",
    ...(sameYear ? {} : { year: "numeric" }),
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(at);
};

/** `just now`, `12 s ago`, `24 min ago`, `12 h ago`; a little ahead counts as now, since clocks differ. */
export const relativeTime = (at: number, now: number): string => {
  const span = Math.abs(now - at);
  const words = (text: string): string => (at > now ? `in ${text}` : `${text} ago`);
  if (span < 2 * second || (at > now && span < 5 * second)) return "just now";
  if (span < minute) return words(`${String(Math.floor(span / second))} s`);
  if (span < hour) return words(`${String(Math.floor(span / minute))} min`);
  return words(`${String(Math.floor(span / hour))} h`);
};

/** Relative within a day, written out beyond it. */
export const nearTime = (at: number, now: number, zone: ZoneChoice): string =>
  Math.abs(now - at) <= relativeLimitMs ? relativeTime(at, now) : absoluteTime(at, now, zone);

/** Both zones, for the tip: `Nov 19, 14:02:11 UTC · Nov 19, 15:02:11 GMT+1`. */
export const bothZones = (at: number, now: number): string => {
  const utc = `${absoluteTime(at, now, "utc")} UTC`;
  const name = zoneName("local", at);
  return name === "UTC" ? utc : `${utc} · ${absoluteTime(at, now, "local")} ${name}`;
};
