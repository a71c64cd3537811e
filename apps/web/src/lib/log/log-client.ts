import type {
  FromLogWorker,
  LogAnswer,
  LogQuestion,
  LogSummary,
  RowView,
  SearchSummary,
  ToLogWorker,
} from "./log-messages.ts";
import type { LogAddress } from "./log-source.ts";
import { noQuery } from "./query.ts";
import type { Query } from "./query.ts";

export type LogSnapshot = {
  readonly summary: LogSummary;
  readonly search: SearchSummary;
  /** Raised whenever rows came or went. */
  readonly version: number;
};

/** The page's end of a log's worker. */
export type LogClient = {
  readonly snapshot: () => LogSnapshot;
  readonly subscribe: (listener: () => void) => () => void;
  /** A row as last heard of; undefined while it is on its way. */
  readonly row: (row: number) => RowView | undefined;
  /** These rows are shown: they are fetched unless they are here already. */
  readonly want: (from: number, to: number) => void;
  readonly search: (query: Query) => void;
  readonly ask: (question: LogQuestion) => Promise<LogAnswer>;
  readonly catchUp: () => void;
  readonly close: () => void;
};

/** Rows kept beyond what is shown, so that scrolling back and forth asks for nothing. */
const mostRows = 2000;

const noSummary: LogSummary = {
  generation: 0,
  phase: "opening",
  rows: 0,
  lines: 0,
  base: 0,
  head: 0,
  end: 0,
  size: 0,
  openEnd: false,
  fault: null,
};
const noSearch: SearchSummary = { query: noQuery, total: 0, done: true, progress: 1, ms: 0, overview: [], fault: null };

type Held = { readonly view: RowView; readonly asOf: number };

/** Rows by number, each with the turn of the query it was marked for. */
const createRowCache = () => {
  const rows = new Map<number, Held>();
  return {
    get: (row: number) => rows.get(row)?.view,
    isFresh: (row: number, turn: number) => rows.get(row)?.asOf === turn,
    put: (views: readonly RowView[], turn: number) => {
      if (rows.size > mostRows) rows.clear();
      for (const view of views) rows.set(view.row, { view, asOf: turn });
    },
    /** The row is shown as it was until it comes again. */
    age: (row: number) => {
      const held = rows.get(row);
      if (held !== undefined) rows.set(row, { ...held, asOf: -1 });
    },
    clear: () => {
      rows.clear();
    },
  };
};

export const createLogClient = (address: LogAddress, startWorker: () => Worker): LogClient => {
  const worker = startWorker();
  const cache = createRowCache();
  const listeners = new Set<() => void>();
  const answers = new Map<number, (answer: LogAnswer) => void>();
  /** The turn of the query at which rows were asked for. */
  const asked = new Map<number, number>();
  let snapshot: LogSnapshot = { summary: noSummary, search: noSearch, version: 0 };
  let turn = 0;
  let nextId = 1;
  /** What was asked for last, so that a scroll event per frame asks once. */
  let lastRange = "";

  const send = (message: ToLogWorker): void => {
    worker.postMessage(message);
  };
  const set = (next: Partial<LogSnapshot>): void => {
    snapshot = { ...snapshot, ...next, version: snapshot.version + 1 };
    for (const listener of listeners) listener();
  };

  const takeSummary = (summary: LogSummary): void => {
    const before = snapshot.summary;
    if (summary.generation !== before.generation) {
      cache.clear();
      lastRange = "";
    } else if (summary.end !== before.end || summary.phase !== before.phase) {
      // The last row may have grown.
      cache.age(before.rows - 1);
      lastRange = "";
    }
    set({ summary });
  };

  const takeRows = (message: Extract<FromLogWorker, { type: "rows" }>): void => {
    const askedAt = asked.get(message.id) ?? -1;
    // The worker answers the last of several requests only.
    for (const id of asked.keys()) if (id <= message.id) asked.delete(id);
    // The summary of a new generation may be still to come: its rows wait for it.
    if (message.generation !== snapshot.summary.generation) {
      lastRange = "";
      return;
    }
    cache.put(message.rows, askedAt);
    set({});
  };

  const take = (message: FromLogWorker): void => {
    if (message.type === "summary") takeSummary(message.summary);
    else if (message.type === "rows") takeRows(message);
    else if (message.type === "search") set({ search: message.search });
    else {
      answers.get(message.id)?.(message.answer);
      answers.delete(message.id);
    }
  };

  worker.addEventListener("message", (event: MessageEvent<FromLogWorker>) => {
    take(event.data);
  });
  send({ type: "open", address });

  /** The part of the range that is not here yet. */
  const missing = (from: number, to: number): readonly [number, number] => {
    let first = from;
    let last = to;
    while (first < last && cache.isFresh(first, turn)) first++;
    while (last > first && cache.isFresh(last - 1, turn)) last--;
    return [first, last];
  };

  const want = (from: number, to: number): void => {
    const [first, last] = missing(from, to);
    const range = `${String(first)}-${String(last)}/${String(turn)}`;
    if (first === last || range === lastRange) return;
    lastRange = range;
    const id = nextId++;
    asked.set(id, turn);
    send({ type: "rows", id, from: first, to: last });
  };

  return {
    snapshot: () => snapshot,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    row: cache.get,
    want,
    search: (query) => {
      turn++;
      lastRange = "";
      send({ type: "search", query });
      set({ search: { ...noSearch, query, done: query.text === "", progress: 0 } });
    },
    ask: (question) =>
      new Promise((resolve) => {
        const id = nextId++;
        answers.set(id, resolve);
        send({ type: "ask", id, question });
      }),
    catchUp: () => {
      send({ type: "catch-up" });
    },
    close: () => {
      worker.terminate();
      listeners.clear();
    },
  };
};
