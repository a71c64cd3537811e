import { describe, expect, test } from "vitest";
import { createLogText } from "./log-text.ts";
import type { LogText } from "./log-text.ts";
import { longestRow } from "./row-index.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const rowsOf = (text: LogText): readonly string[] =>
  Array.from({ length: text.rows.count() }, (_, row) => text.render(row).text);

/** The same bytes, arriving in parts of `size`. */
const inParts = (bytes: Uint8Array, size: number): LogText => {
  const text = createLogText(0);
  for (let at = 0; at < bytes.length; at += size) text.append(bytes.subarray(at, at + size));
  return text;
};
const styled = (text: LogText) =>
  Array.from({ length: text.rows.count() }, (_, row) => ({
    ...text.render(row),
    start: text.rows.startOf(row),
    line: text.rows.lineOf(row),
  }));

describe("rows", () => {
  test("parts may end anywhere: in a character, between CR and LF, in an escape sequence", () => {
    const bytes = encode(
      "caf\u00e9 \u{1F6A2}\r\n\u001B[1;31mred\u001B[0m and \u001B]8;;https://a.example/\u0007link\u001B]8;;\u0007\r\n" +
        `${"\u20ac".repeat(9000)}\nlast`,
    );
    const whole = inParts(bytes, bytes.length);
    expect(rowsOf(whole)[0]).toBe("caf\u00e9 \u{1F6A2}");
    expect(rowsOf(whole)[1]).toBe("red and link");
    for (const size of [1, 2, 3, 7, 1000]) expect(styled(inParts(bytes, size))).toEqual(styled(whole));
  });

  test("a last line without a newline is a row, and grows in place", () => {
    const text = createLogText(0);
    expect(text.rows.count()).toBe(0);
    text.append(encode("one\ntwo"));
    expect(rowsOf(text)).toEqual(["one", "two"]);
    text.append(encode(" more\n"));
    expect(rowsOf(text)).toEqual(["one", "two more"]);
    expect(text.rows.settled()).toBe(2);
  });

  test("empty lines are rows", () => {
    expect(rowsOf(inParts(encode("\n\na\n\n"), 1))).toEqual(["", "", "a", ""]);
  });

  test("a line that never ends is cut into rows of one number, wherever its parts end", () => {
    const bytes = encode(`first\n${"x".repeat(3 * longestRow)}${"\u001B[31m".repeat(20_000)}\nafter`);
    const text = inParts(bytes, bytes.length);
    expect(styled(inParts(bytes, 777))).toEqual(styled(text));
    const last = text.rows.count() - 1;
    expect(text.rows.lines()).toBe(3);
    expect(text.rows.lineOf(1)).toBe(2);
    expect(text.rows.lineOf(2)).toBe(0);
    expect(text.rows.lineOf(last)).toBe(3);
    expect(text.rows.rowOfLine(3)).toBe(last);
    expect(text.rows.rowOfLine(2)).toBe(1);
    expect(rowsOf(text).join("")).toBe(`first${"x".repeat(3 * longestRow)}after`);
  });

  test("a byte leads to its row, from any base", () => {
    const text = createLogText(5_000_000_000);
    text.append(encode("aa\nbb\ncc"));
    expect(text.rows.rowAt(5_000_000_004)).toBe(1);
    expect(text.rows.startOf(2)).toBe(5_000_000_006);
    expect(text.rows.rowAt(9_000_000_000)).toBe(2);
    expect(text.visible(0, 3)).toBe("aa\nbb\ncc");
  });

  test("invalid UTF-8 and binary show as stand-ins and keep the lines apart", () => {
    const text = inParts(new Uint8Array([0xff, 0xfe, 0, 1, 10, 0xe2, 0x82, 10, 0x80, 0x80]), 1);
    expect(rowsOf(text)).toEqual(["\uFFFD\uFFFD\0\u0001", "\uFFFD", "\uFFFD\uFFFD"]);
    expect(text.copy(0, 3)).toBe("\uFFFD\uFFFD\uFFFD\uFFFD\n\uFFFD\n\uFFFD\uFFFD");
  });
});

describe("colours", () => {
  test("carry over lines, however far away they were set", () => {
    const lines = Array.from({ length: 2000 }, (_, line) => `line ${String(line)}`);
    lines[3] = "\u001B[32mgreen from here";
    lines[1500] = "\u001B[1mand bold";
    lines[1900] = "\u001B[0mback";
    const text = inParts(encode(lines.join("\n")), 4096);
    const sgrOf = (row: number) => text.render(row).spans[0]?.sgr;
    expect(sgrOf(2)).toBeUndefined();
    expect(sgrOf(4)).toEqual({ fg: 2, bg: -1, flags: 0 });
    expect(sgrOf(1499)).toEqual({ fg: 2, bg: -1, flags: 0 });
    expect(sgrOf(1899)).toEqual({ fg: 2, bg: -1, flags: 1 });
    expect(sgrOf(1901)).toBeUndefined();
  });

  test("what is seen is the same one row at a time and all at once", () => {
    const lines = ["a\u001B[3", "1mb\u001B", "[2Kc\rd\r", "10%\r50%\r100%\r\u001B[K", "\u001B]0;title\u0007x", ""];
    const text = inParts(encode(lines.join("\n")), 3);
    expect(text.visible(0, text.rows.count())).toBe(rowsOf(text).join("\n"));
    expect(rowsOf(text).slice(3, 5)).toEqual(["100%", "x"]);
  });
});
