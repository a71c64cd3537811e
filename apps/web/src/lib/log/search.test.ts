import { describe, expect, test } from "vitest";
import { createFinder, QueryFault } from "./finder.ts";
import { createLogText } from "./log-text.ts";
import type { LogText } from "./log-text.ts";
import { parseLineRange, formatLineRange } from "./permalink.ts";
import { compile, fold, literalRanges, regexRanges, regexRows } from "./query.ts";
import { createSearch } from "./search.ts";
import type { Search } from "./search.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const noWorker = (): Worker => {
  throw new Error("a literal needs no worker");
};
const literal = (text: string, matchCase = false) => createFinder({ text, regex: false, matchCase }, noWorker);
const finish = async (search: Search): Promise<void> => {
  while (await search.step());
};
const searchFor = async (text: LogText, needle: string): Promise<Search> => {
  const search = createSearch(text, literal(needle));
  await finish(search);
  return search;
};
const textOf = (content: string): LogText => {
  const text = createLogText(0);
  text.append(encode(content));
  return text;
};

describe("search", () => {
  test("counts every match of the whole log and knows their rows", async () => {
    const lines = Array.from({ length: 60_000 }, (_, line) =>
      line % 1000 === 7 ? `line ${String(line)}: HEAP heap` : `line ${String(line)} of an ordinary length`,
    );
    const search = await searchFor(textOf(`${lines.join("\n")}\n`), "heap");
    expect(search.total()).toBe(120);
    expect(search.rowOf(0)).toBe(7);
    expect(search.rowOf(119)).toBe(59_007);
    expect(search.before(1007)).toBe(2);
    expect(search.before(1008)).toBe(4);
    expect(search.progress()).toBe(1);
  });

  test("finds what colours cut apart, and not what is only in an escape sequence or was overwritten", async () => {
    const text = textOf("\u001B[31mhe\u001B[0map\nold heap\rnew\n[31m\n");
    expect((await searchFor(text, "heap")).total()).toBe(1);
    expect((await searchFor(text, "31m")).total()).toBe(1);
  });

  test("keeps up with a growing last line without counting twice", async () => {
    const text = textOf("a heap\nhe");
    const search = createSearch(text, literal("heap"));
    await finish(search);
    expect(search.total()).toBe(1);
    for (const [part, total] of [
      ["ap", 2],
      [" heap", 3],
      ["\nheap\n", 4],
      ["x", 4],
    ] as const) {
      text.append(encode(part));
      await finish(search);
      expect(search.total()).toBe(total);
    }
    expect([0, 1, 2, 3].map((match) => search.rowOf(match))).toEqual([0, 1, 1, 2]);
  });

  test("finds text in a cut line", async () => {
    const search = await searchFor(textOf(`${"x".repeat(50_000)}needle\nneedle`), "needle");
    expect(search.total()).toBe(2);
  });

  test("case is folded character by character", () => {
    expect(fold("\u0130A")).toBe("\u0130a");
    expect(literalRanges("\u0130 Error error", { text: "ERROR", regex: false, matchCase: false })).toEqual([
      2, 7, 8, 13,
    ]);
    expect(literalRanges("Error error", { text: "error", regex: false, matchCase: true })).toEqual([6, 11]);
  });

  test("patterns stay within their line, and empty matches count for nothing", () => {
    const pattern = compile({ text: "^a[^x]*|q*", regex: true, matchCase: true });
    expect(regexRows("ab\nb\nac", pattern, 10)).toEqual([10, 12]);
    expect(regexRanges("bbqqb", pattern)).toEqual([2, 4]);
  });

  test("what is no pattern is refused in words", () => {
    expect(() => createFinder({ text: "(", regex: true, matchCase: false }, noWorker)).toThrow(QueryFault);
  });

  test("a pattern that runs away is ended", async () => {
    let ended = false;
    const deaf = {
      addEventListener: () => undefined,
      postMessage: () => undefined,
      terminate: () => {
        ended = true;
      },
    } as unknown as Worker;
    const finder = createFinder({ text: "(a+)+$", regex: true, matchCase: false }, () => deaf);
    await expect(finder.rows("aaaa", 0)).rejects.toThrow("takes too long");
    expect(ended).toBe(true);
    await expect(finder.ranges(["a"])).rejects.toThrow("takes too long");
  });
});

describe("permalinks", () => {
  test("are read as they are written", () => {
    for (const range of [
      { from: 120, to: 120, byte: null },
      { from: 120, to: 140, byte: 88_123 },
      { from: 1, to: 1, byte: 0 },
    ])
      expect(parseLineRange(formatLineRange(range))).toEqual(range);
    expect(formatLineRange({ from: 120, to: 140, byte: 5 })).toBe("#L120-L140@5");
  });

  test("backward ranges are turned round, and anything else is no range", () => {
    expect(parseLineRange("#L9-L3")).toEqual({ from: 3, to: 9, byte: null });
    for (const hash of ["", "#", "#L0", "#L1-", "#Lx", "#L1@", "#t=secret", `#L${"9".repeat(40)}`])
      expect(parseLineRange(hash)).toBeNull();
  });
});
