import { describe, expect, it } from "vitest";
import { changeCounts, foldSame, linePairs, wordPieces } from "./line-diff.ts";
import { linesOf, nanosecondsText, valueText } from "./value-text.ts";

const text = (count: number): string => Array.from({ length: count }, (_, at) => `line ${String(at + 1)}`).join("\n");

describe("line diff", () => {
  it("numbers both sides and marks the words that differ", () => {
    const pairs = linePairs("a\nkeep 32;\nz", "a\nkeep 64;\nnew\nz");
    expect(pairs.map((pair) => [pair.kind, pair.before?.number, pair.after?.number])).toEqual([
      ["same", 1, 1],
      ["changed", 2, 2],
      ["added", undefined, 3],
      ["same", 3, 4],
    ]);
    expect(pairs[1]?.after?.pieces).toEqual([
      { text: "keep ", changed: false },
      { text: "64", changed: true },
      { text: ";", changed: false },
    ]);
    expect(changeCounts(pairs)).toEqual({ added: 2, deleted: 1 });
  });
  it("says nothing of equal texts", () => {
    expect(changeCounts(linePairs(text(50), text(50)))).toEqual({ added: 0, deleted: 0 });
  });
  it("folds what is equal and opens it again", () => {
    const pairs = linePairs(text(40), text(40).replace("line 20", "other"));
    const folded = foldSame(pairs, new Set());
    expect(folded.filter((row) => row.kind === "fold")).toEqual([
      { kind: "fold", from: 0, lines: 16 },
      { kind: "fold", from: 20, lines: 17 },
    ]);
    expect(foldSame(pairs, new Set([0, 20]))).toEqual(pairs);
  });
  it("compares texts without an end of line", () => {
    expect(linePairs("a", "a\nb").map((pair) => pair.kind)).toEqual(["same", "added"]);
  });
  it("keeps very long lines whole", () => {
    expect(wordPieces("a".repeat(3000), "b").before).toHaveLength(1);
  });
});

describe("values", () => {
  it("writes nanoseconds as job files do", () => {
    expect([nanosecondsText(90e9), nanosecondsText(0), nanosecondsText(250e6)]).toEqual(["1m30s", "0s", "250ms"]);
    expect(valueText("KillTimeout", "5000000000")).toBe("5s");
    expect(valueText("Count", "5000000000")).toBe("5000000000");
  });
  it("lays out JSON inside a string", () => {
    expect(linesOf('{"a":1}', '{"a":2}')).toEqual({
      before: '{\n  "a": 1\n}',
      after: '{\n  "a": 2\n}',
      json: true,
    });
    expect(linesOf("${a}", "b")).toBeNull();
    expect(linesOf("", "")).toBeNull();
  });
});
