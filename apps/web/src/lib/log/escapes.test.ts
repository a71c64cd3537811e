import { describe, expect, test } from "vitest";
import { displayText, visibleText } from "./escapes.ts";
import { renderRow } from "./render-row.ts";
import { applySgr, plain, trueColour } from "./sgr.ts";

const esc = "\u001B";
const row = (raw: string) => renderRow(raw, plain);

describe("escape sequences", () => {
  test("colour what follows, and reset", () => {
    expect(row(`${esc}[31mred${esc}[0m plain ${esc}[1;4;94mblue`)).toEqual({
      text: "red plain blue",
      spans: [
        { from: 0, to: 3, sgr: { fg: 1, bg: -1, flags: 0 }, href: null },
        { from: 10, to: 14, sgr: { fg: 12, bg: -1, flags: 9 }, href: null },
      ],
    });
  });

  test("know the palette and true colour in both notations", () => {
    const red = { fg: trueColour + 0xff0000, bg: -1, flags: 0 };
    expect(applySgr(plain, "38;2;255;0;0")).toEqual(red);
    expect(applySgr(plain, "38:2::255:0:0")).toEqual(red);
    expect(applySgr(plain, "38:2:255:0:0")).toEqual(red);
    expect(applySgr(plain, "48;5;200;1")).toEqual({ fg: -1, bg: 200, flags: 1 });
    expect(applySgr(plain, "38;2;999;0;0")).toEqual(red);
    expect(applySgr(plain, "4:3")).toEqual({ fg: -1, bg: -1, flags: 8 });
    expect(applySgr(red, "39")).toEqual(plain);
    expect(applySgr(red, "")).toEqual(plain);
    expect(applySgr(plain, "38")).toEqual(plain);
  });

  test("other than colours and links are taken out", () => {
    const noise = `${esc}[2J${esc}[10;20H${esc}]0;a title${esc}\\${esc}(B${esc}Pdevice${esc}\\${esc}c${esc}[?25l`;
    expect(row(`a${noise}b`).text).toBe("ab");
    expect(visibleText(`a${noise}b`)).toBe("ab");
  });

  test("without their end hide no text", () => {
    expect(row(`${esc}]0;this title never ends`).text).toBe("0;this title never ends");
    expect(row(`tail ${esc}[`).text).toBe("tail ");
    expect(visibleText(`${esc}]8;;http://x\nnext`)).toBe("8;;http://x\nnext");
  });

  test("link web pages only", () => {
    const link = (address: string) => row(`${esc}]8;;${address}\u0007text${esc}]8;;\u0007`).spans[0]?.href ?? null;
    expect(link("https://a.example/b?c=d")).toBe("https://a.example/b?c=d");
    expect(link("javascript:alert(1)")).toBeNull();
    expect(link("JAVASCRIPT:alert(1)//https://a.example")).toBeNull();
    expect(link("data:text/html,x")).toBeNull();
    expect(link("https://")).toBeNull();
    expect(link("//a.example")).toBeNull();
  });

  test("by the megabyte take linear time", () => {
    for (const piece of [`${esc}[`, `${esc}]8;;`, `${esc}P`, `${esc}[38;5;`, "\r", "9"]) {
      const raw = `${esc}[`.concat(piece.repeat(Math.ceil(1_048_576 / piece.length)));
      const started = performance.now();
      visibleText(raw);
      row(raw);
      expect(performance.now() - started).toBeLessThan(2000);
    }
  });
});

describe("text", () => {
  test("is never markup", () => {
    const raw = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
    expect(row(raw)).toEqual({ text: raw, spans: [] });
  });

  test("shows what would reorder or hide it", () => {
    expect(displayText("user\u202Etxt.exe")).toBe("user\uFFFDtxt.exe");
    expect(displayText("a\u0000\u0008\u007F\u0085b")).toBe("a\uFFFD\uFFFD\uFFFD\uFFFDb");
    expect(displayText("tab\tstays, \u{1F468}\u200D\u{1F469} too")).toBe("tab\tstays, \u{1F468}\u200D\u{1F469} too");
  });

  test("of a line that redraws itself is its last state", () => {
    expect(row(" 10%\r 50%\r100%").text).toBe("100%");
    expect(row("done\r").text).toBe("done");
    expect(row("\r\r").text).toBe("");
    expect(row(`${esc}[31mold\rnew`)).toEqual({
      text: "new",
      spans: [{ from: 0, to: 3, sgr: { fg: 1, bg: -1, flags: 0 }, href: null }],
    });
  });
});
