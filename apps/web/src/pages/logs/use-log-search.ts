import { useCallback, useEffect, useRef, useState } from "react";
import type { LogClient, LogSnapshot } from "../../lib/log/log-client.ts";
import type { Query } from "../../lib/log/query.ts";
import type { LogScroller } from "./log-scroller.ts";

/** Typing settles before the log is looked through. */
const settleMs = 120;

/** The match one is at: its number in the log, its row, and its number within the row. */
export type CurrentMatch = { readonly match: number; readonly row: number; readonly nth: number };

export type LogSearchState = {
  readonly current: CurrentMatch | null;
  readonly next: () => void;
  readonly previous: () => void;
};

const askNumber = async (client: LogClient, question: Parameters<LogClient["ask"]>[0]): Promise<number> =>
  Number(await client.ask(question));

const matchFrom = (client: LogClient, row: number): Promise<number> => askNumber(client, { type: "match-from", row });

/** Looks for the query, goes to the nearest match when it is found, and from match to match. */
export const useLogSearch = (
  client: LogClient,
  { search, summary }: LogSnapshot,
  options: { readonly query: Query; readonly scroller: LogScroller; readonly jump: boolean },
): LogSearchState => {
  const { query, scroller } = options;
  const [current, setCurrent] = useState<CurrentMatch | null>(null);
  /** The query whose first match is still to be gone to. */
  const awaited = useRef<string | null>(null);
  const first = useRef(true);

  const { text, regex, matchCase } = query;
  useEffect(() => {
    const wanted: Query = { text, regex, matchCase };
    const start = (): void => {
      awaited.current = first.current && !options.jump ? null : JSON.stringify(wanted);
      first.current = false;
      setCurrent(null);
      client.search(wanted);
    };
    const timer = setTimeout(start, first.current ? 0 : settleMs);
    return () => {
      clearTimeout(timer);
    };
    // `jump` counts for the first query only.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [client, text, regex, matchCase]);
  useEffect(() => {
    setCurrent(null);
  }, [summary.generation]);

  const goTo = useCallback(
    async (match: number): Promise<void> => {
      const row = await askNumber(client, { type: "match", match });
      const firstInRow = await matchFrom(client, row);
      setCurrent({ match, row, nth: match - firstInRow });
      scroller.reveal(row);
    },
    [client, scroller],
  );

  const nearest = useCallback(async (): Promise<void> => {
    const { total } = client.snapshot().search;
    if (total > 0) await goTo(Math.min(total - 1, await matchFrom(client, scroller.topRow())));
  }, [client, goTo, scroller]);

  useEffect(() => {
    if (!search.done || search.total === 0 || awaited.current !== JSON.stringify(search.query)) return;
    awaited.current = null;
    void nearest();
  }, [search, nearest]);

  const step = (by: 1 | -1): void => {
    const { total } = search;
    if (total === 0) return;
    if (current === null) void nearest();
    else void goTo((current.match + by + total) % total);
  };
  return { current, next: () => step(1), previous: () => step(-1) };
};
