import type { Dialect } from "../dialect.ts";
import { exchange, type Answer } from "./exchange.ts";
import type { MemoryDesk } from "./memory-desk.ts";

/**
 * A recorded conversation: requests as a client sends them, with the replies it must be able to read. In a reply, `<uuid>`, `<index>`,
 * `<int>`, `<ns>`, `<time>`, `<float>`, `<text>` and `<any>` stand for any such value, `<uuid:name>` remembers it for later `{name}`, and the
 * key `…` allows keys that are not listed.
 */
export type Golden = {
  readonly title: string;
  readonly steps: readonly (
    | { readonly do: "start" }
    | { readonly do: "end"; readonly job: string; readonly exitCode: number }
    | {
        readonly request: { readonly method: string; readonly target: string; readonly body?: unknown };
        readonly reply: {
          readonly status: number;
          readonly headers?: Readonly<Record<string, string>>;
          readonly text?: string;
          readonly json?: unknown;
        };
      }
  )[];
};

/** A number as it was written, so that `1.0` and integers beyond 2^53 can be told from others. */
type Written = { readonly written: string };
const isWritten = (value: unknown): value is Written =>
  typeof value === "object" && value !== null && Object.hasOwn(value, "written");

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

const parseExactly = (text: string): unknown =>
  (JSON.parse as (text: string, reviver: Reviver) => unknown)(text, (_, value, { source }) =>
    typeof value === "number" ? { written: source ?? "" } : value,
  );

const patterns: Readonly<Record<string, RegExp>> = {
  index: /^[1-9]\d*$/,
  int: /^-?\d+$/,
  ns: /^1[67]\d{17}$/,
  float: /^-?\d+\.\d+$/,
};
const textPatterns: Readonly<Record<string, RegExp>> = {
  uuid: /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/,
  time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d*[1-9])?Z$/,
  text: /^/,
};

type Player = { readonly names: Map<string, string>; readonly faults: string[] };

const compareObjects = (
  player: Player,
  path: string,
  sides: { readonly wanted: object; readonly got: object },
): void => {
  const { wanted, got } = sides;
  for (const [key, value] of Object.entries(wanted)) {
    if (key === "…") continue;
    if (Object.hasOwn(got, key))
      compare(player, `${path}.${key}`, { wanted: value, got: (got as Record<string, unknown>)[key] });
    else player.faults.push(`${path}.${key} is missing`);
  }
  if (Object.hasOwn(wanted, "…")) return;
  for (const key of Object.keys(got))
    if (!Object.hasOwn(wanted, key)) player.faults.push(`${path}.${key} is not wanted`);
};

const compareText = (player: Player, path: string, sides: { readonly wanted: string; readonly got: unknown }): void => {
  const { wanted, got } = sides;
  if (wanted === "<any>") return;
  const [, kind = "", name] = /^<(\w+)(?::(\w+))?>$/.exec(wanted) ?? [];
  const number = patterns[kind];
  const text = textPatterns[kind];
  const isRight =
    number !== undefined
      ? isWritten(got) && number.test(got.written)
      : text !== undefined
        ? typeof got === "string" && text.test(got)
        : (isWritten(got) ? got.written : got) ===
          wanted.replaceAll(/\{(\w+)\}/g, (whole, known: string) => player.names.get(known) ?? whole);
  if (!isRight) player.faults.push(`${path} is ${JSON.stringify(got)}, not ${wanted}`);
  else if (name !== undefined) player.names.set(name, isWritten(got) ? got.written : String(got));
};

const compare = (player: Player, path: string, sides: { readonly wanted: unknown; readonly got: unknown }): void => {
  const { wanted, got } = sides;
  if (typeof wanted === "string") return compareText(player, path, { wanted, got });
  if (Array.isArray(wanted)) {
    if (!Array.isArray(got) || got.length !== wanted.length)
      return void player.faults.push(`${path} is ${JSON.stringify(got)}, not a list of ${String(wanted.length)}`);
    for (const [at, item] of wanted.entries())
      compare(player, `${path}[${String(at)}]`, { wanted: item, got: got[at] });
    return;
  }
  if (typeof wanted === "object" && wanted !== null) {
    if (typeof got !== "object" || got === null || Array.isArray(got) || isWritten(got))
      return void player.faults.push(`${path} is ${JSON.stringify(got)}, not an object`);
    return compareObjects(player, path, { wanted, got });
  }
  const isSame = typeof wanted === "number" ? isWritten(got) && got.written === String(wanted) : got === wanted;
  if (!isSame) player.faults.push(`${path} is ${JSON.stringify(got)}, not ${String(wanted)}`);
};

const fill = (player: Player, text: string): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => player.names.get(name) ?? whole);

/** Names inside a body are filled in too; a string that is nothing but `{name}` becomes the number it stands for. */
const fillBody = (player: Player, body: unknown): unknown => {
  if (typeof body === "string") return body;
  return JSON.parse(
    JSON.stringify(body).replaceAll(/"\{(\w+)\}"/g, (whole, name: string) => {
      const value = player.names.get(name);
      return value === undefined ? whole : /^\d+$/.test(value) ? value : JSON.stringify(value);
    }),
  ) as unknown;
};

const check = (
  player: Player,
  label: string,
  sides: { readonly wanted: Extract<Golden["steps"][number], { request: unknown }>["reply"]; readonly got: Answer },
): void => {
  const { wanted, got } = sides;
  if (got.status !== wanted.status)
    player.faults.push(`${label}: status ${String(got.status)}: ${got.text.slice(0, 300)}`);
  for (const [name, value] of Object.entries(wanted.headers ?? {})) {
    const [, kind] = /^<(\w+)>$/.exec(value) ?? [];
    const given = got.headers[name] ?? "(none)";
    const isRight = kind === undefined ? given === fill(player, value) : patterns[kind]?.test(given);
    if (isRight !== true) player.faults.push(`${label}: header ${name} is ${given}, not ${value}`);
  }
  if (wanted.text !== undefined && got.text !== fill(player, wanted.text))
    player.faults.push(`${label}: ${JSON.stringify(got.text)}, not ${JSON.stringify(wanted.text)}`);
  if (wanted.json !== undefined) compare(player, label, { wanted: wanted.json, got: parseExactly(got.text) });
};

/** Plays a conversation through the dialect; what differs, in words. */
export const play = async (dialect: Dialect, desk: MemoryDesk, golden: Golden): Promise<readonly string[]> => {
  const player: Player = { names: new Map(), faults: [] };
  for (const step of golden.steps) {
    if ("request" in step) {
      const { method, body } = step.request;
      const target = fill(player, step.request.target);
      const asked = body === undefined ? { method, target } : { method, target, body: fillBody(player, body) };
      check(player, `${method} ${target}`, { wanted: step.reply, got: await exchange(dialect, desk, asked) });
    } else if (step.do === "start") desk.startAll();
    else desk.endAll(step.job, step.exitCode);
  }
  return player.faults;
};
