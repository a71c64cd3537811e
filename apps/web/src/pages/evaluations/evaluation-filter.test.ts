import { expect, it } from "vitest";
import { changed } from "../../lib/list-filter.ts";
import { evaluationAddressOf, readEvaluationFilter } from "./evaluation-filter.ts";

const write = (address: string): string =>
  new URLSearchParams(
    Object.entries(evaluationAddressOf(readEvaluationFilter(new URLSearchParams(address)))).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  ).toString();

it("an address read and written again is the same; words that are not known are left out", () => {
  for (const address of ["", "status=blocked", "trigger=node-drain&job=team%2Fweb&namespace=a&cursor=x&before=50"])
    expect(write(address)).toBe(address);
  expect(write("status=nonsense&trigger=nonsense&before=x")).toBe("");
});

it("a changed filter begins at the first page", () => {
  const filter = readEvaluationFilter(new URLSearchParams("cursor=x&before=50"));
  expect(changed(filter, { status: "failed" })).toMatchObject({ cursor: "", before: 0 });
});
