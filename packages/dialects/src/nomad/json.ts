/**
 * Nomad's way of writing JSON: nanosecond integers beyond 2^53 exact, floats always with a fraction, times as RFC3339Nano in UTC,
 * no HTML escaping.
 */

/** A number whose digits are written as they are. */
export type Digits = RawJson;

/** A duration; `ms` is milliseconds, kept to the microsecond. */
export const nanoseconds = (ms: number): Digits => JSON.rawJSON((BigInt(Math.round(ms * 1000)) * 1000n).toString());

/** Nanoseconds since the epoch; 0 for none. */
export const unixNano = (ms: number | null): Digits => nanoseconds(ms ?? 0);

/** Go writes whole floats as `1.0`. */
export const float = (value: number): Digits =>
  JSON.rawJSON(Number.isInteger(value) ? `${String(value)}.0` : String(Number.isFinite(value) ? value : 0));

/** RFC3339Nano: no trailing zeros in the fraction. Null for no time. */
export const timestamp = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString().replace(/\.?0*Z$/, "Z");

export const toJson = (value: unknown): string => JSON.stringify(value);

/** `?pretty`: four spaces and a newline at the end. */
export const toPrettyJson = (value: unknown): string => `${JSON.stringify(value, null, 4)}\n`;

/** Go marshals an empty map or slice that was never made as null. */
export const orNull = <T extends object>(value: T): T | null =>
  (Array.isArray(value) ? value.length : Object.keys(value).length) === 0 ? null : value;
