const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds of a Go duration such as `1h30m`, `250ms` or `0`; undefined when it is none. https://pkg.go.dev/time#ParseDuration */
export const parseDuration = (text: string): number | undefined => {
  if (text === "0") return 0;
  if (!/^[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g))
    total += Number(amount) * (unitMs[unit ?? ""] ?? 0);
  return text.startsWith("-") ? -total : total;
};

/** Nanoseconds, as Nomad writes durations. */
export const nanoseconds = (milliseconds: number): number => Math.round(milliseconds * 1e6);

/** A duration as Go prints it: `10m0s`, `5s`, `250ms`, `0s`. */
export const goDuration = (milliseconds: number): string => {
  if (milliseconds < 0) return `-${goDuration(-milliseconds)}`;
  if (milliseconds === 0) return "0s";
  if (milliseconds < 1000) return `${String(milliseconds)}ms`;
  const minutes = Math.floor(milliseconds / 60_000);
  const seconds = `${String((milliseconds % 60_000) / 1000)}s`;
  if (minutes === 0) return seconds;
  return minutes < 60
    ? `${String(minutes)}m${seconds}`
    : `${String(Math.floor(minutes / 60))}h${String(minutes % 60)}m${seconds}`;
};

/** A duration for people: `1m 30s`, `250 ms`, `0 s`. */
export const durationText = (milliseconds: number): string => {
  if (milliseconds < 1000) return `${String(Math.round(milliseconds))} ms`;
  const seconds = Math.round(milliseconds / 1000);
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "m"],
    [seconds % 60, "s"],
  ] as const;
  return parts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${String(amount)}${unit}`)
    .join(" ");
};
