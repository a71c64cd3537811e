/** Fields that Nomad's diff gives in nanoseconds. */
const nanosecondFields = new Set([
  "KillTimeout",
  "ShutdownDelay",
  "Stagger",
  "MinHealthyTime",
  "HealthyDeadline",
  "ProgressDeadline",
  "Interval",
  "Delay",
  "MaxDelay",
  "MaxClientDisconnect",
  "StopAfterClientDisconnect",
  "MaxRunDuration",
  "Timeout",
  "Splay",
]);

const units = [
  ["h", 3_600_000_000_000],
  ["m", 60_000_000_000],
  ["s", 1_000_000_000],
  ["ms", 1_000_000],
] as const;

/** `90000000000` is `1m30s`, as job files write it. */
export const nanosecondsText = (value: number): string => {
  let rest = value;
  let text = "";
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${String(count)}${unit}`;
    rest -= count * size;
  }
  return text === "" ? "0s" : text;
};

/** A field's value as one would write it. */
export const valueText = (field: string, value: string): string =>
  nanosecondFields.has(field) && /^\d+$/.test(value) ? nanosecondsText(Number(value)) : value;

const parsed = (text: string): unknown => {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** The text to compare line by line, or null when both sides are best read on one line. JSON inside a string is laid out. */
export const linesOf = (
  before: string,
  after: string,
): { readonly before: string; readonly after: string; readonly json: boolean } | null => {
  const [left, right] = [parsed(before), parsed(after)];
  const isJson = (left !== undefined || before === "") && (right !== undefined || after === "");
  if (isJson && (left ?? right) !== undefined)
    return {
      before: left === undefined ? "" : JSON.stringify(left, null, 2),
      after: right === undefined ? "" : JSON.stringify(right, null, 2),
      json: true,
    };
  return before.includes("\n") || after.includes("\n") ? { before, after, json: false } : null;
};
