import { breathe } from "./breathe.ts";
import { QueryFault, createFinder } from "./finder.ts";
import type { Finder } from "./finder.ts";
import { overviewParts } from "./log-messages.ts";
import type { FromLogWorker, SearchSummary } from "./log-messages.ts";
import { createLogText } from "./log-text.ts";
import type { LogText } from "./log-text.ts";
import { noQuery } from "./query.ts";
import type { Query, Ranges } from "./query.ts";
import { createSearch } from "./search.ts";
import type { Search } from "./search.ts";

/** The page hears of progress at most this often. */
const tellMs = 80;
/** Rows asked for meanwhile are answered at least this often. */
const sliceMs = 12;

export type LogSearching = {
  readonly start: (query: Query) => void;
  /** The whole log's text is another one, or has grown. */
  readonly look: (text: LogText) => void;
  readonly marks: (lines: readonly string[]) => Promise<readonly Ranges[]>;
  readonly rowOf: (match: number) => number;
  readonly before: (row: number) => number;
};

type Running = {
  readonly query: Query;
  readonly finder: Finder;
  text: LogText;
  search: Search;
  busy: boolean;
  /** Time spent looking, in milliseconds. */
  spent: number;
  fault: string | null;
};

const overviewOf = (search: Search, rows: number): readonly number[] => {
  if (search.total() === 0) return [];
  const edges = Array.from({ length: overviewParts + 1 }, (_, at) =>
    search.before(Math.ceil((at * rows) / overviewParts)),
  );
  return edges.slice(1).map((edge, at) => edge - (edges[at] ?? 0));
};

const summaryOf = (running: Running, done: boolean): SearchSummary => ({
  query: running.query,
  total: running.search.total(),
  done,
  progress: running.search.progress(),
  ms: running.spent,
  overview: overviewOf(running.search, running.text.rows.count()),
  fault: running.fault,
});

/** Keeps the matches of the page's query up to date. */
export const createLogSearching = (
  post: (message: FromLogWorker) => void,
  startPatternWorker: () => Worker,
): LogSearching => {
  let running: Running | null = null;
  let whole: LogText | null = null;

  const tell = (of: Running, done: boolean): void => {
    if (running === of) post({ type: "search", search: summaryOf(of, done) });
  };

  const run = async (of: Running): Promise<void> => {
    let sliceStart = performance.now();
    let told = sliceStart;
    for (;;) {
      const started = performance.now();
      // A replaced text is looked through from its beginning, at the next turn.
      const more = await of.search.step();
      const now = performance.now();
      of.spent += now - started;
      if (running !== of || !more) break;
      if (now - sliceStart < sliceMs) continue;
      if (now - told > tellMs) {
        tell(of, false);
        told = now;
      }
      await breathe();
      sliceStart = performance.now();
    }
    tell(of, true);
  };

  const go = (of: Running): void => {
    if (of.busy || of.fault !== null || whole === null) return;
    of.busy = true;
    void run(of)
      .catch((error: unknown) => {
        of.fault = error instanceof Error ? error.message : String(error);
        tell(of, true);
      })
      .finally(() => {
        of.busy = false;
        // What came while the last step ran.
        if (running === of && of.fault === null && of.search.progress() < 1) go(of);
      });
  };

  const refuse = (query: Query, error: QueryFault): void => {
    post({
      type: "search",
      search: { query, total: 0, done: true, progress: 1, ms: 0, overview: [], fault: error.message },
    });
  };

  return {
    start: (query) => {
      running?.finder.end();
      running = null;
      try {
        const finder = createFinder(query, startPatternWorker);
        const text = whole ?? createLogText(0);
        running = { query, finder, text, search: createSearch(text, finder), busy: false, spent: 0, fault: null };
      } catch (error) {
        if (!(error instanceof QueryFault)) throw error;
        refuse(query, error);
        return;
      }
      if (query.text === "") post({ type: "search", search: { ...summaryOf(running, true), query: noQuery } });
      else go(running);
    },
    look: (text) => {
      whole = text;
      if (running === null || running.query.text === "") return;
      if (running.text !== text) {
        running.text = text;
        running.search = createSearch(text, running.finder);
        running.spent = 0;
      }
      go(running);
    },
    marks: async (lines) => {
      if (running === null || running.query.text === "" || running.fault !== null) return [];
      try {
        return await running.finder.ranges(lines);
      } catch {
        return [];
      }
    },
    rowOf: (match) => running?.search.rowOf(match) ?? 0,
    before: (row) => running?.search.before(row) ?? 0,
  };
};
