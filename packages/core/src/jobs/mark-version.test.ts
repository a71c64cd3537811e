import { describe, expect, test } from "vitest";
import { must } from "../invariant.ts";
import type { Job } from "../model/job.ts";
import { evolve } from "../evolve.ts";
import { emptyState } from "../state.ts";
import { jobOf } from "../testing/specs.ts";
import { tablesOf } from "../testing/tables.ts";
import { did, origin, refusal, serverWith, type TestServer } from "../testing/test-server.ts";
import { nothingTouched } from "../touched.ts";
import { transact } from "../transact.ts";
import { jobByName } from "./find-job.ts";

const name = { namespace: "default", id: "web", origin };
const job = (server: TestServer): Job => must(jobByName(server.state, name), "the job");
const tag = (of: string, version: number | null = null, description = "") =>
  ({ type: "tagVersion", tag: of, version, description, ...name }) as const;
const untag = (of: string) => ({ type: "untagVersion", tag: of, ...name }) as const;

/** A job with three versions. */
const serverOf = (): TestServer => {
  const server = serverWith();
  for (const A of ["0", "1", "2"])
    did(server, { type: "registerJob", spec: jobOf({ groups: [{ env: { A } }] }), origin });
  return server;
};

describe("a tag", () => {
  test("[V1] names one version of a job, is moved only by taking it away, and makes no version", () => {
    const server = serverOf();
    did(server, tag("golden", 1, "before the fair"));
    did(server, tag("newest"));
    expect(job(server)).toMatchObject({
      version: 2,
      tags: [
        { name: "golden", version: 1 },
        { name: "newest", version: 2 },
      ],
    });
    expect(refusal(server, tag("golden", 0))).toEqual({ kind: "tagTaken", id: "web", tag: "golden", version: 1 });
    did(server, tag("golden", 1, "said otherwise"));
    did(server, tag("silver", 1));
    expect(job(server).tags).toEqual([
      { name: "newest", version: 2 },
      { name: "silver", version: 1 },
    ]);
    did(server, untag("silver"));
    did(server, untag("newest"));
    expect(job(server)).not.toHaveProperty("tags");
    expect(refusal(server, untag("newest"))).toMatchObject({ kind: "tagNotFound" });
    const replayed = emptyState("seed");
    for (const entry of server.entries) evolve(replayed, entry, nothingTouched());
    expect(tablesOf(replayed)).toEqual(tablesOf(server.state));
  });

  test("[V1] is a word that is no number, of a version that is there", () => {
    const server = serverOf();
    for (const bad of ["", "7", "a b", "a/b", "..", "x".repeat(257), "\n"])
      expect(refusal(server, tag(bad))).toMatchObject({ kind: "tagUnusable" });
    expect(refusal(server, tag("v", null, "x".repeat(2001)))).toMatchObject({ kind: "tagUnusable" });
    expect(refusal(server, tag("v", 7))).toMatchObject({ kind: "versionNotFound", version: 7 });
    expect(refusal(server, { ...tag("v"), id: "none" })).toMatchObject({ kind: "jobNotFound" });
    did(server, tag("v2.0-rc.1_ü"));
  });

  test("[V1] there are a hundred of them at most", () => {
    const server = serverOf();
    for (let version = 3; version <= 100; version++)
      did(server, { type: "registerJob", spec: jobOf({ groups: [{ env: { A: String(version) } }] }), origin });
    for (let version = 0; version < 100; version++) did(server, tag(`v${String(version)}`, version));
    expect(refusal(server, tag("more"))).toEqual({ kind: "tooManyTags", id: "web", max: 100 });
    did(server, tag("instead", 99));
  });

  test("[V2] is what a revert may name its version by", () => {
    const server = serverOf();
    did(server, tag("golden", 0));
    did(server, { type: "revertJob", version: "golden", ...name });
    expect(job(server).spec.taskGroups[0]?.tasks[0]?.env).toEqual({ A: "0" });
    expect(job(server).tags).toEqual([{ name: "golden", version: 0 }]);
    expect(refusal(server, { type: "revertJob", version: "none", ...name })).toMatchObject({ kind: "tagNotFound" });
  });

  test("[V1] and a stable mark of one version are both told, whichever comes last", () => {
    const server = serverOf();
    const touched = nothingTouched();
    for (const command of [tag("golden", 1), { type: "markVersion", version: 1, stable: true, ...name } as const])
      transact(server.state, command, { index: server.state.index + 1, now: server.now, touched });
    const marks = [...touched.marks.values()].map(({ mark }) => mark);
    expect(Object.assign({}, ...marks)).toMatchObject({ stable: true, tag: { name: "golden", taggedAt: server.now } });
  });
});

test("[V3] somebody's word that a version works stands for a rollout that came to its end", () => {
  const server = serverOf();
  const mark = (version: number, stable: boolean) => ({ type: "markVersion", version, stable, ...name }) as const;
  did(server, mark(1, true));
  expect(job(server)).toMatchObject({ stableVersion: 1, stable: false });
  expect(did(server, mark(1, true)).events).toEqual([]);
  did(server, mark(2, true));
  expect(job(server)).toMatchObject({ stableVersion: 2, stable: true });
  did(server, mark(2, false));
  expect(job(server)).toMatchObject({ stableVersion: null, stable: false });
  expect(refusal(server, mark(9, true))).toMatchObject({ kind: "versionNotFound" });
});
