import { describe, expect, it } from "vitest";
import { changed } from "../../lib/list-filter.ts";
import {
  addressQuery,
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
    expect(addressQuery(changed(read("cursor=c1&before=50"), { text: "web" }))).toMatchObject({
      q: "web",
      cursor: undefined,
      before: undefined,
    });
  });
  it("knows which tab it is", () => {
    expect([tabOf(read("")), tabOf(read("health=lost")), tabOf(read("health=-lost"))]).toEqual(["", "lost", null]);
  });
  it("asks for what was launched from a job as the server orders it", () => {
    const children = "namespace=prod&parent=nightly";
    expect(write(children)).toBe(children);
    expect([read(children).sort, filterQuery(read(children)).sort]).toEqual([null, undefined]);
    expect(filterQuery(read(`${children}&sort=health`)).sort).toBe("health");
    expect(withoutNamespace(read(children))).toEqual(read(""));
    expect(clearFilter(read(children))).toEqual(read(""));
  });
  it("hides children unless the address says that they are shown", () => {
    expect(filterQuery(read("q=web"))).toMatchObject({ q: "web", children: "hidden" });
    expect(filterQuery(read("children=shown")).children).toBeUndefined();
    expect(write("q=web&children=shown")).toBe("q=web&children=shown");
    expect(write("children=hidden")).toBe("");
    expect(isFiltered(read("children=shown"))).toBe(false);
    expect(clearFilter(read("q=web&children=shown"))).toEqual(read("children=shown"));
  });
  it("hides no children of the one parent that is asked for", () => {
    expect(filterQuery(read("parent=nightly")).children).toBeUndefined();
  });
  it("replaces what was said about the same word", () => {
    expect(withTerm(read("type=batch").type, { value: "batch", not: true })).toEqual([{ value: "batch", not: true }]);
  });
  it("is cleared but for the order", () => {
    const cleared = clearFilter(read("q=a&health=lost&sort=name"));
    expect([isFiltered(cleared), cleared.sort]).toEqual([false, "name"]);
  });
});
