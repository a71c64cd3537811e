/**
 * Finds where a path of a JSON text stands, so that a complaint about `["TaskGroups", 0, "Count"]` can be shown there.
 * Reads as far as the text is well-formed and answers with the nearest place that exists.
 */
export type Range = { readonly from: number; readonly to: number };
export type JsonPath = readonly (string | number)[];

type Value =
  | { readonly type: "object"; readonly range: Range; readonly members: readonly Member[] }
  | { readonly type: "array"; readonly range: Range; readonly items: readonly Value[] }
  | { readonly type: "scalar"; readonly range: Range };
type Member = { readonly name: string; readonly key: Range; readonly value: Value | null };

type Cursor = { readonly text: string; at: number };

const skip = (cursor: Cursor): string => {
  while (/\s/.test(cursor.text[cursor.at] ?? "")) cursor.at++;
  return cursor.text[cursor.at] ?? "";
};

const readString = (cursor: Cursor): { readonly text: string; readonly range: Range } => {
  const from = cursor.at;
  cursor.at++;
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== '"')
    cursor.at += cursor.text[cursor.at] === "\\" ? 2 : 1;
  cursor.at = Math.min(cursor.at + 1, cursor.text.length);
  const range = { from, to: cursor.at };
  const raw = cursor.text.slice(from, cursor.at);
  try {
    return { text: String(JSON.parse(raw)), range };
  } catch {
    return { text: raw.replaceAll('"', ""), range };
  }
};

const readScalar = (cursor: Cursor): Value | null => {
  const from = cursor.at;
  if (cursor.text[from] === '"') return { type: "scalar", range: readString(cursor).range };
  while (/[^\s,\]}:]/.test(cursor.text[cursor.at] ?? "")) cursor.at++;
  return cursor.at === from ? null : { type: "scalar", range: { from, to: cursor.at } };
};

const readMember = (cursor: Cursor): Member => {
  const key = readString(cursor);
  if (skip(cursor) !== ":") return { name: key.text, key: key.range, value: null };
  cursor.at++;
  return { name: key.text, key: key.range, value: readValue(cursor) };
};

/** Reads elements up to the closing bracket; stops early where the text makes no sense. */
const readMany = (cursor: Cursor, close: string, one: () => boolean): void => {
  cursor.at++;
  for (;;) {
    const next = skip(cursor);
    if (next === close) {
      cursor.at++;
      return;
    }
    if (next === "" || !one()) return;
    if (skip(cursor) === ",") cursor.at++;
  }
};

const readValue = (cursor: Cursor): Value | null => {
  const open = skip(cursor);
  const from = cursor.at;
  if (open === "{") {
    const members: Member[] = [];
    readMany(cursor, "}", () => {
      if (cursor.text[cursor.at] !== '"') return false;
      members.push(readMember(cursor));
      return true;
    });
    return { type: "object", range: { from, to: cursor.at }, members };
  }
  if (open !== "[") return readScalar(cursor);
  const items: Value[] = [];
  readMany(cursor, "]", () => {
    const value = readValue(cursor);
    if (value !== null) items.push(value);
    return value !== null;
  });
  return { type: "array", range: { from, to: cursor.at }, items };
};

const memberOf = (value: Value | null, name: string): Member | undefined =>
  value?.type === "object" ? value.members.findLast((member) => member.name === name) : undefined;

/** A whole object or array would underline half the file: its first character stands for it. */
const shown = (value: Value): Range =>
  value.type === "scalar" ? value.range : { from: value.range.from, to: value.range.from + 1 };

const step = (value: Value, part: string | number): { readonly value: Value | null; readonly range: Range } | null => {
  if (value.type === "array") {
    const item = value.items[Number(part)];
    return item === undefined ? null : { value: item, range: shown(item) };
  }
  const member = memberOf(value, String(part));
  if (member === undefined) return null;
  const inner = member.value;
  return { value: inner, range: inner?.type === "scalar" ? inner.range : member.key };
};

/** The place of a path in a job file, bare or wrapped in `{"Job": …}`. */
export const rangeOfPath = (text: string, path: JsonPath): Range => {
  const root = readValue({ text, at: 0 });
  if (root === null) return { from: 0, to: Math.min(1, text.length) };
  const job = path[0] === "Job" ? undefined : memberOf(root, "Job");
  let value: Value | null = job?.value ?? root;
  let range = job === undefined ? shown(root) : job.key;
  for (const part of path) {
    const next: ReturnType<typeof step> = value === null ? null : step(value, part);
    if (next === null) return range;
    ({ value, range } = next);
  }
  return range;
};
