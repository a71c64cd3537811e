import type { DialectRequest, Reply } from "../dialect.ts";
import { toJson, toPrettyJson } from "./json.ts";

/** No value that a client sends can carry this key. */
const mark = Symbol("refused");

/** A reply given instead of the value asked for. */
export type Refused = { readonly [mark]: true; readonly refused: Reply };

/** Nomad's errors are plain text, never JSON. */
export const textReply = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { ...headers, "Content-Type": "text/plain; charset=utf-8" },
  body: text,
});

export const refuse = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): Refused => ({
  [mark]: true,
  refused: textReply(status, text, headers),
});

export const isRefused = (value: unknown): value is Refused =>
  typeof value === "object" && value !== null && Object.hasOwn(value, mark);

export const isPretty = (request: DialectRequest): boolean => {
  const value = request.query.get("pretty");
  return value !== null && value !== "false" && value !== "0";
};

export const jsonReply = (
  request: DialectRequest,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({
  status: 200,
  headers: { ...headers, "Content-Type": "application/json" },
  body: isPretty(request) ? toPrettyJson(value) : toJson(value),
});

type List<T> = {
  readonly items: Iterable<T>;
  /** Left out: all. */
  readonly isWanted?: (item: T) => boolean;
  readonly write: (item: T) => unknown;
};

/** Items passed over between two pieces, if only empty ones: whoever sends them gives way to others then. */
const passedOver = 1_000;

async function* written<T>({ items, isWanted, write }: List<T>, pretty: boolean): AsyncGenerator<string> {
  let piece = "[";
  let count = 0;
  let passed = 0;
  for (const each of items) {
    if (isWanted?.(each) === false) {
      passed++;
      if (passed % passedOver === 0) yield "";
      continue;
    }
    const item = write(each);
    const text = pretty ? JSON.stringify(item, null, 4).replaceAll("\n", "\n    ") : toJson(item);
    piece += `${count === 0 ? "" : ","}${pretty ? "\n    " : ""}${text}`;
    count++;
    if (piece.length > 32_768) {
      yield piece;
      piece = "";
    }
  }
  yield `${piece}${pretty && count > 0 ? "\n" : ""}]${pretty ? "\n" : ""}`;
}

/** A list of any length, read and written piece by piece as the client takes it. */
export const listReply = <T>(
  request: DialectRequest,
  list: List<T>,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({
  status: 200,
  headers: { ...headers, "Content-Type": "application/json" },
  body: written(list, isPretty(request)),
});

/** The headers of a read. This one process is always the leader, and never behind. */
export const readHeaders = (index: number, nextToken: string | null = null): Record<string, string> => ({
  "X-Nomad-Index": String(index),
  "X-Nomad-LastContact": "0",
  "X-Nomad-KnownLeader": "true",
  ...(nextToken === null || nextToken === "" ? {} : { "X-Nomad-NextToken": nextToken }),
});

export const writeHeaders = (index: number): Record<string, string> => ({ "X-Nomad-Index": String(index) });

/** What Go inlines into replies that carry their metadata in the body too. */
export const queryMeta = (index: number) => ({
  Index: index,
  LastContact: 0,
  KnownLeader: true,
  NextToken: "",
});
