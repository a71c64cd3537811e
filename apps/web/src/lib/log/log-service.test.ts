import { expect, test } from "vitest";
import { isErrorLine } from "./error-line.ts";
import { createLogService } from "./log-service.ts";
import type { FromLogWorker, LogFault, ToLogWorker } from "./log-messages.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const address = { allocation: "a", task: "t", stream: "stdout" } as const;

/** The worker's side on a log that is written by the test; `next` waits for the first message that satisfies. */
const serve = (first: string | null) => {
  let content = first === null ? null : encode(first);
  const waiting: { readonly wanted: (message: FromLogWorker) => boolean; readonly take: (m: FromLogWorker) => void }[] =
    [];
  const take = createLogService({
    read: (_, offset, limit) => {
      if (content === null) return Promise.reject(new Error("log-not-found"));
      const from = offset < 0 ? Math.max(0, content.length + offset) : offset;
      return Promise.resolve({ head: 0, size: content.length, offset: from, bytes: content.slice(from, from + limit) });
    },
    post: (message) => {
      for (const each of waiting.filter((one) => one.wanted(message))) {
        waiting.splice(waiting.indexOf(each), 1);
        each.take(message);
      }
    },
    faultOf: (error): LogFault => ({ type: "not-found", title: String(error) }),
    startPatternWorker: () => {
      throw new Error("not in this test");
    },
  });
  const next = (wanted: (message: FromLogWorker) => boolean) =>
    new Promise<FromLogWorker>((resolve) => {
      waiting.push({ wanted, take: resolve });
    });
  const send = async (message: ToLogWorker, wanted: (answer: FromLogWorker) => boolean): Promise<FromLogWorker> => {
    const answer = next(wanted);
    take(message);
    return answer;
  };
  const write = (text: string): void => {
    content = new Uint8Array([...(content ?? []), ...encode(text)]);
  };
  return { send, write };
};

const isPhase = (phase: string) => (message: FromLogWorker) =>
  message.type === "summary" && message.summary.phase === phase;
const isAnswer = (message: FromLogWorker): boolean => message.type === "answer";

test("rows come with their marks and places, and only the last of several requests is answered", async () => {
  const { send } = serve("one\ntwo ERROR one\n");
  await send({ type: "open", address }, isPhase("whole"));
  const query = { text: "ONE", regex: false, matchCase: false };
  const found = await send({ type: "search", query }, (m) => m.type === "search" && m.search.done);
  expect(found).toMatchObject({ search: { total: 2, fault: null } });
  void send({ type: "rows", id: 1, from: 0, to: 1 }, () => false);
  const rows = await send({ type: "rows", id: 2, from: 0, to: 9 }, (m) => m.type === "rows");
  expect(rows).toMatchObject({
    id: 2,
    rows: [
      { row: 0, line: 1, start: 0, text: "one", marks: [0, 3], error: false },
      { row: 1, line: 2, start: 4, text: "two ERROR one", marks: [10, 13], error: true },
    ],
  });
});

test("a log that does not exist yet is opened when there is word of it", async () => {
  const { send, write } = serve(null);
  const missing = await send({ type: "open", address }, isPhase("missing"));
  expect(missing).toMatchObject({ summary: { rows: 0, fault: null } });
  write("first");
  const opened = await send({ type: "catch-up" }, isPhase("whole"));
  expect(opened).toMatchObject({ summary: { rows: 1, lines: 1, openEnd: true, end: 5 } });
});

test("a permalink is found by its byte, and by its line when there is none", async () => {
  const { send } = serve("aa\nbb\ncc\ndd\n");
  await send({ type: "open", address }, isPhase("whole"));
  const locate = (from: number, to: number, byte: number | null) =>
    send({ type: "ask", id: 1, question: { type: "locate", range: { from, to, byte } } }, isAnswer);
  expect(await locate(90, 91, 6)).toMatchObject({
    answer: { fromRow: 2, toRow: 3, removed: false, range: { from: 3, to: 4, byte: 6 } },
  });
  expect(await locate(2, 2, null)).toMatchObject({
    answer: { fromRow: 1, toRow: 1, range: { from: 2, to: 2, byte: 3 } },
  });
  expect(await locate(2, 99, null)).toMatchObject({ answer: { fromRow: 1, toRow: 3 } });
});

test("a line that says it failed is told from one that counts none", () => {
  expect(["FATAL ERROR: heap", "x: error 3", "Traceback (most recent call last):"].every(isErrorLine)).toBe(true);
  expect(["0 errors", "terror", "no error here, Error-free", "INFO fine"].some(isErrorLine)).toBe(false);
});
