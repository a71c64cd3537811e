import { breathe } from "./breathe.ts";
import { displayText } from "./escapes.ts";
import { isErrorLine } from "./error-line.ts";
import { createLogLoader } from "./log-loader.ts";
import type { LogLoader } from "./log-loader.ts";
import { createLogSearching } from "./log-searching.ts";
import type { LogSearching } from "./log-searching.ts";
import type {
  FromLogWorker,
  LocatedRange,
  LogAnswer,
  LogFault,
  LogQuestion,
  LogSummary,
  RowView,
  ToLogWorker,
} from "./log-messages.ts";
import type { LogAddress, LogPart } from "./log-source.ts";
import type { LogText } from "./log-text.ts";
import type { LineRange } from "./permalink.ts";

export type LogServiceParts = {
  readonly read: (address: LogAddress, offset: number, limit: number) => Promise<LogPart>;
  readonly post: (message: FromLogWorker) => void;
  readonly faultOf: (error: unknown) => LogFault;
  readonly startPatternWorker: () => Worker;
};

/** The page hears of growth at most this often. */
const summaryMs = 60;
const retryMs = [500, 1000, 2000, 4000, 8000] as const;
const mostCopied = 20_000_000;

const summaryOf = (loader: LogLoader, fault: LogFault | null): LogSummary => {
  const { text, generation, phase, head, size } = loader.state();
  const end = text.store.end();
  return {
    generation,
    phase: phase === "opening" && fault?.type === "not-found" ? "missing" : phase,
    rows: text.rows.count(),
    lines: text.rows.lines(),
    base: text.store.base,
    head,
    end,
    size,
    openEnd: text.rows.count() > text.rows.settled(),
    fault: fault?.type === "not-found" ? null : fault,
  };
};

const viewsOf = async (loader: LogLoader, searching: LogSearching, range: { from: number; to: number }) => {
  const { text, phase } = loader.state();
  const numbers: number[] = [];
  for (let row = Math.max(0, range.from); row < Math.min(range.to, text.rows.count()); row++) numbers.push(row);
  const rendered = numbers.map((row) => text.render(row));
  const marks = await searching.marks(rendered.map((row) => row.text));
  return numbers.map((row, at): RowView => {
    const content = rendered[at]?.text ?? "";
    return {
      row,
      line: phase === "tail" ? 0 : text.rows.lineOf(row),
      start: text.rows.startOf(row),
      text: displayText(content),
      spans: rendered[at]?.spans ?? [],
      marks: marks[at] ?? [],
      error: isErrorLine(content),
    };
  });
};

/** The byte says where; the line number only when there is none, or when that byte is gone. */
const locate = ({ rows, store }: LogText, range: LineRange): LocatedRange => {
  const removed = range.byte !== null && range.byte < store.base;
  const fromRow = range.byte === null || removed ? rows.rowOfLine(range.from) : rows.rowAt(range.byte);
  const line = Math.max(1, rows.lineOf(fromRow));
  const toLine = Math.min(Math.max(1, rows.lines()), line + range.to - range.from);
  const toRow = Math.max(fromRow, rows.rowOfLine(toLine));
  return { fromRow, toRow, range: { from: line, to: toLine, byte: rows.startOf(fromRow) }, removed };
};

const answerOf = (loader: LogLoader, searching: LogSearching, question: LogQuestion): LogAnswer => {
  const { text } = loader.state();
  switch (question.type) {
    case "match":
      return searching.rowOf(question.match);
    case "match-from":
      return searching.before(question.row);
    case "locate":
      return locate(text, question.range);
    case "copy":
      return text.copy(question.from, Math.min(question.to, text.rows.count())).slice(0, mostCopied);
  }
};

/** Reads until all is here; after a failure again and again, less and less often. `poke` reads on at once. */
const createReading = (
  loader: LogLoader,
  faultOf: (error: unknown) => LogFault,
  said: (fault: LogFault | null) => void,
) => {
  let running = false;
  let again = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const failed = (error: unknown): void => {
    const fault = faultOf(error);
    said(fault);
    const delay = retryMs[Math.min(failures++, retryMs.length - 1)];
    if (fault.type === "unreachable") timer = setTimeout(poke, delay);
  };

  const run = async (): Promise<void> => {
    do {
      again = false;
      await loader.catchUp();
    } while (again);
    failures = 0;
    said(null);
  };

  const poke = (): void => {
    again = true;
    if (running) return;
    clearTimeout(timer);
    running = true;
    void run()
      .catch(failed)
      .finally(() => {
        running = false;
      });
  };
  return poke;
};

/** What the log's worker does with the page's messages. */
export const createLogService = (parts: LogServiceParts): ((message: ToLogWorker) => void) => {
  let loader: LogLoader | null = null;
  let poke = (): void => undefined;
  let fault: LogFault | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The generation the page knows of. */
  let told = 0;
  const searching = createLogSearching(parts.post, parts.startPatternWorker);

  let wanted: Extract<ToLogWorker, { type: "rows" }> | null = null;

  const tell = (): void => {
    clearTimeout(timer);
    timer = undefined;
    told = loader?.state().generation ?? 0;
    if (loader !== null) parts.post({ type: "summary", summary: summaryOf(loader, fault) });
  };
  const tellSoon = (): void => {
    timer ??= setTimeout(tell, summaryMs);
  };

  const open = (address: LogAddress): void => {
    const opened = createLogLoader(
      (offset, limit) => parts.read(address, offset, limit),
      () => {
        const state = opened.state();
        // Another text is told of before anything that is found in it, and the end of reading is not kept waiting.
        if (state.generation !== told || state.phase === "whole") tell();
        else tellSoon();
        // Of the end alone nothing is counted: the figures would jump when the rest is there.
        if (state.phase !== "tail") searching.look(state.text);
      },
    );
    loader = opened;
    poke = createReading(opened, parts.faultOf, (next) => {
      fault = next;
      tell();
    });
    poke();
  };

  const sendRows = async (held: LogLoader): Promise<void> => {
    // Fast scrolling asks faster than long rows can be made: of the requests that wait, only the last one counts.
    await breathe();
    const message = wanted;
    wanted = null;
    if (message === null) return;
    const { generation } = held.state();
    const rows = await viewsOf(held, searching, message);
    parts.post({ type: "rows", id: message.id, generation, rows });
  };

  return (message) => {
    if (message.type === "open") open(message.address);
    else if (loader === null) return;
    else if (message.type === "catch-up") poke();
    else if (message.type === "rows") {
      if (wanted === null) void sendRows(loader);
      wanted = message;
    } else if (message.type === "search") searching.start(message.query);
    else parts.post({ type: "answer", id: message.id, answer: answerOf(loader, searching, message.question) });
  };
};
