import { expect, test } from "vitest";
import { createLogLoader } from "./log-loader.ts";
import type { LogPart } from "./log-source.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A log that the test writes, with a head that can move and answers that can fail. */
const fakeLog = (first: string) => {
  let content = encode(first);
  let head = 0;
  let broken = false;
  const reads: number[] = [];
  const read = (offset: number, limit: number): Promise<LogPart> => {
    if (broken) return Promise.reject(new Error("no answer"));
    reads.push(offset);
    const from = Math.max(head, offset < 0 ? content.length + offset : Math.min(offset, content.length));
    return Promise.resolve({ head, size: content.length, offset: from, bytes: content.slice(from, from + limit) });
  };
  return {
    read,
    reads,
    write: (text: string) => {
      content = new Uint8Array([...content, ...encode(text)]);
    },
    moveHead: (to: number) => {
      head = to;
    },
    replace: (text: string) => {
      content = encode(text);
    },
    breakOff: (off: boolean) => {
      broken = off;
    },
  };
};
const open = (log: ReturnType<typeof fakeLog>) => {
  const phases: string[] = [];
  const loader = createLogLoader(log.read, () => {
    const { phase } = loader.state();
    if (phases.at(-1) !== phase) phases.push(phase);
  });
  const content = (): string => {
    const { store } = loader.state().text;
    return new TextDecoder().decode(store.slice(store.base, store.end()));
  };
  return { loader, phases, content };
};

test("a short log is there with one read", async () => {
  const log = fakeLog("one\ntwo\n");
  const { loader, content } = open(log);
  await loader.catchUp();
  expect(content()).toBe("one\ntwo\n");
  expect(loader.state().phase).toBe("whole");
  expect(log.reads).toHaveLength(1);
});

test("a long log shows its end first, then all of it", async () => {
  const long = Array.from({ length: 20_000 }, (_, line) => `this is line ${String(line)}\n`).join("");
  const { loader, phases, content } = open(fakeLog(long));
  await loader.catchUp();
  expect(phases).toEqual(["tail", "whole"]);
  expect(content()).toBe(long);
  expect(loader.state().text.rows.lines()).toBe(20_000);
  expect(loader.state().generation).toBe(2);
});

test("growth is read once, from where the last read ended, across a break", async () => {
  const log = fakeLog("a\n");
  const { loader, content } = open(log);
  await loader.catchUp();
  log.write("b\n");
  await loader.catchUp();
  log.breakOff(true);
  log.write("c\n");
  await expect(loader.catchUp()).rejects.toThrow("no answer");
  log.breakOff(false);
  log.write("d\n");
  await loader.catchUp();
  await loader.catchUp();
  expect(content()).toBe("a\nb\nc\nd\n");
  expect(loader.state().generation).toBe(1);
});

test("a head that moves leaves what is held alone, until a gap opens", async () => {
  const log = fakeLog("aaaa\nbbbb\n");
  const { loader, content } = open(log);
  await loader.catchUp();
  log.moveHead(5);
  log.write("cccc\n");
  await loader.catchUp();
  expect(content()).toBe("aaaa\nbbbb\ncccc\n");
  expect(loader.state().head).toBe(5);
  log.write("dddd\neeee\n");
  log.moveHead(20);
  await loader.catchUp();
  expect(content()).toBe("eeee\n");
  expect(loader.state().text.store.base).toBe(20);
});

test("a log that became shorter is another log", async () => {
  const log = fakeLog("a long first life\n");
  const { loader, content } = open(log);
  await loader.catchUp();
  log.replace("new\n");
  await loader.catchUp();
  expect(content()).toBe("new\n");
});
