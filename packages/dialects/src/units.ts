/** Units that the foreign APIs count in, and ours: CPU in MHz, memory in MiB. */

/** What a whole CPU is in MHz: the APIs that count CPUs say nothing of their speed. */
const mhzPerCpu = 1000;

/** At least 1 MHz: nothing runs on none. */
export const mhzOfCpus = (cpus: number): number => Math.max(1, Math.round(cpus * mhzPerCpu));
export const cpusOfMhz = (mhz: number): number => mhz / mhzPerCpu;

/** The least memory that a definition may ask for, in MiB. */
const leastMemoryMb = 10;
export const wholeMemoryMb = (mb: number): number => Math.max(leastMemoryMb, Math.ceil(mb));

/** RFC 3339 in UTC with as many digits of the second as are needed; null for no time. `ms` is milliseconds since the epoch. */
export const rfc3339 = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString().replace(/\.?0*Z$/, "Z");

/** A record without the members that are undefined: what an API leaves out. */
export const compact = <T extends object>(record: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** Base64, in pieces: an argument list has a limit. */
export const toBase64 = (bytes: Uint8Array): string => {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
};
