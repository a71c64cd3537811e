import { decodeBase64, encodeBase64 } from "./base64.ts";
import {
  fault,
  isTrue,
  jsonOf,
  kindOf,
  lengthOf,
  listOf,
  memberOf,
  numberOf,
  parseJson,
  sameValue,
  stringOf,
  textOf,
  type Value,
} from "./value.ts";

export type Environment = { readonly [name: string]: string };

type Implementation = (args: readonly Value[], env: Environment) => Value;
export type TemplateFunction = { readonly least: number; readonly most: number; readonly run: Implementation };

const many = Number.POSITIVE_INFINITY;

const of = (least: number, run: Implementation, most = least): TemplateFunction => ({ least, most, run });

const arg = (args: readonly Value[], at: number): Value => args[at] ?? null;

/** Of strings alone; the text itself comes last, so that it can be piped in. */
const ofStrings = (name: string, count: number, run: (...args: readonly string[]) => Value): TemplateFunction =>
  of(count, (args) => run(...args.map((one) => stringOf(one, name))));

/** Of two numbers, the second one being what is piped in: `5 | subtract 2` is 3. */
const arithmetic = (name: string, run: (a: number, b: number) => number): TemplateFunction =>
  of(2, (args) => {
    const result = run(numberOf(arg(args, 1), name), numberOf(arg(args, 0), name));
    return Number.isFinite(result) ? result : fault(`${name} has no result here`);
  });

const whole = (a: number, b: number, quotient: number): number =>
  Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(quotient) : quotient;

const ordering = (name: string, is: (order: number) => boolean): TemplateFunction =>
  of(2, ([a = null, b = null]) => {
    if (typeof a === "number" && typeof b === "number") return is(a - b);
    if (typeof a === "string" && typeof b === "string") return is(a < b ? -1 : a > b ? 1 : 0);
    return fault(`${name} needs two numbers or two strings, not ${kindOf(a)} and ${kindOf(b)}`);
  });

const envOf = (env: Environment, name: Value, by: string): string => {
  const key = stringOf(name, by);
  return Object.hasOwn(env, key) ? (env[key] ?? "") : "";
};

const parseWith =
  (name: string, pattern: RegExp) =>
  (text: string): number => {
    if (text === "") return 0;
    const value = Number(text);
    return pattern.test(text) && Number.isFinite(value)
      ? value
      : fault(`${name}: ${JSON.stringify(text)} is no such number`);
  };

const bools: ReadonlyMap<string, boolean> = new Map([
  ...["1", "t", "T", "true", "TRUE", "True"].map((text) => [text, true] as const),
  ...["", "0", "f", "F", "false", "FALSE", "False"].map((text) => [text, false] as const),
]);

const trimSet = (set: string, text: string): string => {
  const inSet = new Set(set);
  const characters = Array.from(text);
  const first = characters.findIndex((character) => !inSet.has(character));
  const last = characters.findLastIndex((character) => !inSet.has(character));
  return first === -1 ? "" : characters.slice(first, last + 1).join("");
};

const formats: Readonly<Record<string, (value: Value) => string>> = {
  s: textOf,
  v: textOf,
  d: (value) => String(numberOf(value, "printf")),
  q: (value) => JSON.stringify(textOf(value)),
  t: textOf,
};

const printf = ([format = null, ...args]: readonly Value[]): string => {
  let next = 0;
  const text = stringOf(format, "printf").replaceAll(/%(.)/gsu, (verb, letter: string) => {
    if (letter === "%") return "%";
    const write = Object.hasOwn(formats, letter) ? formats[letter] : undefined;
    if (write === undefined) return fault(`printf knows %s, %v, %d, %q and %t, not ${verb}`);
    if (next >= args.length) return fault("printf has fewer values than verbs");
    next += 1;
    return write(arg(args, next - 1));
  });
  return next < args.length ? fault("printf has more values than verbs") : text;
};

/** The functions of Go's templates and of Consul Template that need nothing but their arguments and the task's environment. */
const known: Readonly<Record<string, TemplateFunction>> = {
  env: of(1, ([name = null], env) => envOf(env, name, "env")),
  envOrDefault: of(2, ([name = null, otherwise = null], env) => envOf(env, name, "envOrDefault") || otherwise),
  mustEnv: of(1, ([name = null], env) => envOf(env, name, "mustEnv") || fault(`${textOf(name)} is not set`)),

  toLower: ofStrings("toLower", 1, (text = "") => text.toLowerCase()),
  toUpper: ofStrings("toUpper", 1, (text = "") => text.toUpperCase()),
  toTitle: ofStrings("toTitle", 1, (text = "") =>
    text.replaceAll(
      /(^|[^\p{L}\p{N}_'])(\p{L})/gu,
      (_, before: string, letter: string) => before + letter.toUpperCase(),
    ),
  ),
  trimSpace: ofStrings("trimSpace", 1, (text = "") => text.trim()),
  trim: ofStrings("trim", 2, (set = "", text = "") => trimSet(set, text)),
  trimPrefix: ofStrings("trimPrefix", 2, (prefix = "", text = "") =>
    text.startsWith(prefix) ? text.slice(prefix.length) : text,
  ),
  trimSuffix: ofStrings("trimSuffix", 2, (suffix = "", text = "") =>
    suffix !== "" && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text,
  ),
  replaceAll: ofStrings("replaceAll", 3, (from = "", to = "", text = "") => text.split(from).join(to)),
  split: ofStrings("split", 2, (separator = "", text = "") => (text.trim() === "" ? [] : text.trim().split(separator))),
  join: of(2, ([separator = null, list = null]) => listOf(list, "join").map(textOf).join(stringOf(separator, "join"))),
  contains: of(2, ([item = null, list = null]) =>
    typeof list === "string" ? list.includes(stringOf(item, "contains")) : listOf(list, "contains").includes(item),
  ),
  base64Encode: ofStrings("base64Encode", 1, (text = "") => encodeBase64(text)),
  base64Decode: ofStrings("base64Decode", 1, (text = "") => decodeBase64(text)),

  parseInt: ofStrings("parseInt", 1, (text = "") => parseWith("parseInt", /^[+-]?\d+$/)(text)),
  parseUint: ofStrings("parseUint", 1, (text = "") => parseWith("parseUint", /^\d+$/)(text)),
  parseFloat: ofStrings("parseFloat", 1, (text = "") =>
    parseWith("parseFloat", /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/)(text),
  ),
  parseBool: ofStrings(
    "parseBool",
    1,
    (text = "") => bools.get(text) ?? fault(`parseBool: ${JSON.stringify(text)} is neither true nor false`),
  ),
  parseJSON: ofStrings("parseJSON", 1, (text = "") => parseJson(text)),
  toJSON: of(1, ([value = null]) => jsonOf(value)),

  add: arithmetic("add", (a, b) => a + b),
  subtract: arithmetic("subtract", (a, b) => a - b),
  multiply: arithmetic("multiply", (a, b) => a * b),
  divide: arithmetic("divide", (a, b) => whole(a, b, a / b)),
  modulo: arithmetic("modulo", (a, b) => a % b),
  minimum: arithmetic("minimum", Math.min),
  maximum: arithmetic("maximum", Math.max),

  not: of(1, ([value = null]) => !isTrue(value)),
  eq: of(2, ([first = null, ...others]) => others.some((one) => sameValue(first, one)), many),
  ne: of(2, ([a = null, b = null]) => !sameValue(a, b)),
  lt: ordering("lt", (order) => order < 0),
  le: ordering("le", (order) => order <= 0),
  gt: ordering("gt", (order) => order > 0),
  ge: ordering("ge", (order) => order >= 0),
  len: of(1, ([value = null]) => lengthOf(value)),
  index: of(2, ([value = null, ...keys]) => keys.reduce<Value>((at, key) => memberOf(at, key) ?? null, value), many),
  print: of(0, (args) => args.map(textOf).join(""), many),
  println: of(0, (args) => `${args.map(textOf).join(" ")}\n`, many),
  printf: of(1, printf, many),
};

/** Evaluated by the renderer, which leaves out what does not matter any more. */
export const isLazy = (name: string): boolean => name === "and" || name === "or";

export const functionOf = (name: string): TemplateFunction | undefined =>
  Object.hasOwn(known, name) ? known[name] : undefined;

const consul =
  "key keyExists keyExistsGet keyOrDefault ls safeLs tree safeTree node nodes service services connect caLeaf caRoots peerings datacenters partitions exportedServices".split(
    " ",
  );
const vault = "secret secrets pkiCert".split(" ");
const nomad = "nomadService nomadServices nomadVar nomadVarExists nomadVarList nomadVarListSafe".split(" ");
const changing = "timestamp file writeToFile plugin executeTemplate sockaddr uuidv4 randAlphaNum now".split(" ");

/** Why a function cannot be used; undefined when it can. */
export const refusalOf = (name: string): string | undefined => {
  if (functionOf(name) !== undefined || isLazy(name)) return undefined;
  if (consul.includes(name)) return `The function "${name}" asks Consul, which is not connected`;
  if (vault.includes(name)) return `The function "${name}" asks Vault, which is not connected`;
  if (nomad.includes(name)) return `The function "${name}" asks for services or variables, which are not kept here`;
  if (changing.includes(name))
    return `The function "${name}" is refused: the same template must always give the same text`;
  return `The function "${name}" is not known here`;
};
