import { compile, literalRanges, literalRows } from "./query.ts";
import type { Query, Ranges } from "./query.ts";
import type { PatternReply, PatternRequest } from "./pattern-messages.ts";

/** Looks for one query in texts. */
export type Finder = {
  /** The row of each match in `text`, whose lines are the rows from `firstRow` on. */
  readonly rows: (text: string, firstRow: number) => readonly number[] | Promise<readonly number[]>;
  /** Where the matches lie in each line. */
  readonly ranges: (lines: readonly string[]) => readonly Ranges[] | Promise<readonly Ranges[]>;
  readonly end: () => void;
};

/** Why a query cannot be answered; `message` is for the person who typed it. */
export class QueryFault extends Error {
  override name = "QueryFault";
}

/** An honest pattern takes some 10 ms for a batch of a megabyte. */
const patienceMs = 2000;

type Waiting = { readonly resolve: (reply: PatternReply) => void; readonly reject: (error: Error) => void };
type Asking = PatternRequest extends infer R ? (R extends { readonly id: number } ? Omit<R, "id"> : never) : never;

const literalFinder = (query: Query): Finder => ({
  rows: (text, firstRow) => literalRows(text, query, firstRow),
  ranges: (lines) => lines.map((line) => literalRanges(line, query)),
  end: () => undefined,
});

/**
 * Backtracking can take a pattern like `(a+)+$` longer than the age of the universe, and nothing stops a running match but
 * ending its thread: each answer has a time limit.
 */
const patternFinder = (query: Query, startWorker: () => Worker): Finder => {
  const worker = startWorker();
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let fault: QueryFault | null = null;

  const fail = (): void => {
    fault = new QueryFault("This pattern takes too long. Try one without nested repetition.");
    worker.terminate();
    for (const { reject } of waiting.values()) reject(fault);
    waiting.clear();
  };

  worker.addEventListener("message", (event: MessageEvent<PatternReply>) => {
    waiting.get(event.data.id)?.resolve(event.data);
    waiting.delete(event.data.id);
  });

  const ask = (asking: Asking): Promise<PatternReply> => {
    if (fault !== null) return Promise.reject(fault);
    const id = nextId++;
    const timer = setTimeout(fail, patienceMs);
    return new Promise<PatternReply>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...asking, id } satisfies PatternRequest);
    }).finally(() => {
      clearTimeout(timer);
    });
  };

  return {
    rows: async (text, firstRow) => {
      const reply = await ask({ type: "rows", query, text, firstRow });
      return reply.type === "rows" ? reply.rows : [];
    },
    ranges: async (lines) => {
      const reply = await ask({ type: "ranges", query, lines });
      return reply.type === "ranges" ? reply.ranges : [];
    },
    end: () => {
      worker.terminate();
    },
  };
};

/** Throws a `QueryFault` when the query is not a pattern. `startWorker` starts `pattern-worker.ts`. */
export const createFinder = (query: Query, startWorker: () => Worker): Finder => {
  if (!query.regex) return literalFinder(query);
  try {
    compile(query);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, "") : "";
    throw new QueryFault(`Not a regular expression: ${reason}`, { cause: error });
  }
  return patternFinder(query, startWorker);
};
