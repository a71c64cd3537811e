import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { BadCursor, type JobPageRequest } from "@longshore/core/reader";
import { openStore } from "@longshore/store/store";
import { fillHistory } from "@longshore/store/testing/fill";
import { createJobSearch, findJobs } from "./job-search.ts";

const undo: (() => unknown)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).toReversed()) step();
});

const serve = () => {
  const folder = mkdtempSync(join(tmpdir(), "longshore-search-"));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "longshore.db");
  fillHistory(file, { jobs: 300, allocations: 300 });
  const store = openStore({ file, createId: () => "seed", now: () => 0 });
  undo.push(store.close);
  return { file, reader: store.reader };
};

const page = (given: Partial<JobPageRequest> = {}): JobPageRequest => ({
  filter: { words: { include: ["history", "2"], exclude: ["11"] } },
  sort: "name",
  descending: false,
  limit: 20,
  ...given,
});

test("[S17] a search by words beside the main thread finds what the main thread would have found", async () => {
  const { file, reader } = serve();
  const search = createJobSearch(reader, file, 100);
  undo.push(search.close);
  for (const request of [page(), page({ descending: true, sort: "changed" }), page({ filter: {} })])
    expect(await search.find({ page: request, all: {} })).toEqual(findJobs(reader, { page: request, all: {} }));
  await expect(search.find({ page: page({ cursor: "nonsense" }), all: {} })).rejects.toThrow(BadCursor);
});

test("[S17] without its thread a search is answered all the same", async () => {
  const { file, reader } = serve();
  const search = createJobSearch(reader, `${file}.gone`, 100);
  undo.push(search.close);
  expect((await search.find({ page: page(), all: {} })).all).toBe(300);
});
