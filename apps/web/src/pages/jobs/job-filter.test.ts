import { describe, expect, it } from "vitest";
import {
  addressQuery,
  changeFilter,
  clearFilter,
  filterQuery,
  isFiltered,
  readFilter,
  tabOf,
  withTerm,
  withoutNamespace,
} from "./job-filter.ts";

const read = (text: string) => readFilter(new URLSearchParams(text));
const write = (text: string): string => {
  const query = Object.entries(addressQuery(read(text))).filter(([, value]) => value !== undefined);
  return new URLSearchParams(query as [string, string][]).toString();
};

describe("the job list's filter in the address", () => {
  it("survives the way through the address", () => {
    const text =
      "q=web+-test&health=failed%2C-stopped&type=-batch&namespace=prod&sort=name&order=desc&cursor=c1&before=50";
    expect(write(text)).toBe(text);
  });
  it("leaves out words that it does not know, and defaults", () => {
    expect(write("health=exploded,failed&sort=health&before=-3&type=")).toBe("health=failed");
  });
  it("keeps the page's number from the server", () => {
    expect(filterQuery(read("before=50&cursor=c1"))).not.toHaveProperty("before");
  });
  it("returns to the first page when it changes", () => {
    const changed = changeFilter(read("cursor=c1&before=50"), { text: "web" });
    expect(addressQuery(changed)).toMatchObject({ q: "web", cursor: undefined, before: undefined });
  });
  it("knows which tab it is", () => {
    expect([tabOf(read("")), tabOf(read("health=lost")), tabOf(read("health=-lost"))]).toEqual(["all", "lost", null]);
  });
  it("asks for what was launched from a job as the server orders it", () => {
    const children = "namespace=prod&parent=nightly";
    expect(write(children)).toBe(children);
    expect([read(children).sort, filterQuery(read(children)).sort]).toEqual([null, undefined]);
    expect(filterQuery(read(`${children}&sort=health`)).sort).toBe("health");
    expect(withoutNamespace(read(children))).toEqual(read(""));
    expect(clearFilter(read(children))).toEqual(read(""));
  });
  it("hides what schedules launched behind a word of its own", () => {
    const hidden = "q=web&launched=hidden";
    expect(write(hidden)).toBe(hidden);
    expect(filterQuery(read(hidden))).toMatchObject({ q: "web -/periodic-" });
    expect(filterQuery(read("launched=hidden"))).not.toHaveProperty("launched");
    expect(isFiltered(read(hidden))).toBe(true);
  });
  it("replaces what was said about the same word", () => {
    expect(withTerm(read("type=batch").type, { value: "batch", not: true })).toEqual([{ value: "batch", not: true }]);
  });
  it("is cleared but for the order", () => {
    const cleared = clearFilter(read("q=a&health=lost&sort=name"));
    expect([isFiltered(cleared), cleared.sort]).toEqual([false, "name"]);
  });
});
