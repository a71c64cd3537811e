import { expect, it } from "vitest";
import { changed } from "../../lib/list-filter.ts";
import { nodeAddressOf, nodeQueryOf, readNodeFilter } from "./node-filter.ts";

const read = (address: string) => readNodeFilter(new URLSearchParams(address));
const write = (address: string): string =>
  new URLSearchParams(
    Object.entries(nodeAddressOf(read(address))).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  ).toString();

it("an address read and written again is the same", () => {
  for (const address of [
    "",
    "q=a+b&status=down",
    "eligibility=draining",
    "datacenter=dc1&class=gpu&pool=all&sort=cpu&order=desc&cursor=x&before=50",
  ])
    expect(write(address)).toBe(address);
});

it("words that are not known are left out", () => {
  expect(write("status=nonsense&sort=nonsense&before=-4&more=1")).toBe("");
});

it("a changed filter begins at the first page", () => {
  const filter = changed(read("cursor=x&before=50"), { text: "a" });
  expect(nodeQueryOf(filter)).toMatchObject({ q: "a", cursor: undefined });
  expect(filter.before).toBe(0);
});
