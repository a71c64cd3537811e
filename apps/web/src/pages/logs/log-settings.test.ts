import { expect, test } from "vitest";
import { readSettings, writeSettings } from "./log-settings.ts";
import type { LogSettings } from "./log-settings.ts";

const again = (settings: LogSettings): LogSettings => {
  const { search, hash } = writeSettings(settings);
  return readSettings(new URLSearchParams(search), hash);
};

test("an address is read as it was written", () => {
  const plain = readSettings(new URLSearchParams(), "");
  expect(plain).toEqual({
    follow: true,
    wrap: false,
    query: { text: "", regex: false, matchCase: false },
    range: null,
    wanted: null,
  });
  expect(writeSettings(plain)).toEqual({ search: "", hash: "" });
  for (const settings of [
    { ...plain, follow: false, wrap: true },
    { ...plain, query: { text: "a&b=c #?%", regex: true, matchCase: true } },
    { ...plain, follow: false, range: { from: 3, to: 9, byte: 77 }, wanted: { from: 3, to: 9, byte: 77 } },
  ])
    expect(again(settings)).toEqual(settings);
  expect(readSettings(new URLSearchParams(), "", true).wrap).toBe(true);
  expect(writeSettings({ ...plain, wrap: true }, true).search).toBe("");
  expect(writeSettings(plain, true).search).toBe("?wrap=0");
});
