import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { definitionOf } from "../testing/definitions.ts";
import { allMethods, routesOf } from "../testing/doors.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.register({ ...definitionOf({ id: "known" }), Datacenters: ["nowhere"] });
  await server.register({ ...definitionOf({ id: "a/b" }), Datacenters: ["nowhere"] });
});
afterAll(() => server.dispose());

const timeLimitMs = 15_000;

const name = fc.oneof(
  fc.constantFrom(
    "known",
    "a/b",
    "default",
    "none",
    "__proto__",
    "constructor",
    "",
    "*",
    "..",
    "main",
    "stdout",
    "group",
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
);

/** Nothing here runs a program but /bin/sleep and /bin/true: the command is left as it is. */
const value = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    -1,
    0,
    1,
    2,
    0.5,
    1e18,
    "",
    "1",
    "30s",
    true,
    [],
    {},
    [[]],
    "\u0000",
    "\ud800",
    "__proto__",
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

type Place = readonly (string | number)[];

const placesOf = (given: unknown, path: Place = []): readonly Place[] =>
  typeof given !== "object" || given === null
    ? [path]
    : [
        path,
        ...Object.entries(given).flatMap(([key, item]) =>
          placesOf(item, [...path, Array.isArray(given) ? Number(key) : key]),
        ),
      ];

const base = () => ({ ...definitionOf({ id: "known", count: 1, env: { A: "b" } }), Datacenters: ["nowhere"] });
const places = placesOf(base()).filter(
  (path) => path.length > 0 && !path.includes("command") && path.at(-1) !== "Config",
);

const changed = (path: Place, to: unknown): object => {
  const definition = base();
  let at = definition as unknown as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1) ?? ""] = to;
  return definition;
};

const definition = fc.oneof(
  fc.tuple(fc.constantFrom(...places), value).map(([path, to]) => changed(path, to)),
  fc.tuple(fc.string({ maxLength: 12 }), value).map(([key, to]) => ({ ...base(), [key]: to })),
  fc.object({ maxDepth: 3 }),
);

const body = fc.oneof(
  fc.constant(undefined),
  definition.map((Job) => JSON.stringify({ Job })),
  definition.map((one) => JSON.stringify({ change: { type: "register", definition: one } })),
  fc
    .record({
      type: fc.constantFrom("stop", "start", "scale", "revert", "purge", "none"),
      namespace: name,
      id: name,
      group: value,
      count: value,
      version: value,
    })
    .map((change) => JSON.stringify({ change })),
  fc
    .record(
      {
        type: fc.constantFrom("drain", "lose", "count", "none"),
        node: name,
        namespace: name,
        id: fc.oneof(name, fc.constant("known")),
        group: name,
        count: value,
        ignoreSystemJobs: value,
        comment: value,
        reviewed: value,
        approval: value,
      },
      { requiredKeys: [] },
    )
    .map((one) => JSON.stringify(one)),
  fc
    .record(
      {
        Count: value,
        Target: fc.oneof(value, fc.constant({ Group: "group" })),
        JobID: fc.oneof(value, fc.constant("known")),
        JobVersion: value,
        EnforcePriorVersion: value,
        EnforceIndex: value,
        JobModifyIndex: value,
        EvalPriority: value,
        Diff: value,
        Job: definition,
        token: value,
        name: value,
        role: fc.constantFrom("viewer", "root"),
        namespaces: value,
        logs: value,
      },
      { requiredKeys: [] },
    )
    .map((one) => JSON.stringify(one)),
  fc.string({ unit: "binary", maxLength: 50 }),
);

const parameter = fc.constantFrom(
  "namespace",
  "prefix",
  "per_page",
  "next_token",
  "reverse",
  "filter",
  "stale",
  "pretty",
  "region",
  "diffs",
  "all",
  "task",
  "type",
  "origin",
  "offset",
  "limit",
  "cursor",
  "sort",
  "order",
  "q",
  "health",
  "version",
  "purge",
  "eval_priority",
  "download",
  "meta",
  "plain",
  "group",
  "state",
  "resources",
  "task_states",
  "__proto__",
);
const query = fc.array(
  fc.tuple(parameter, fc.oneof(name, fc.constantFrom("true", "0", "1", "-1", "99999999999999999999", "name", "desc"))),
  {
    maxLength: 4,
  },
);

const request = fc.record({
  route: fc.nat(),
  method: fc.option(fc.constantFrom(...allMethods), { freq: 4 }),
  values: fc.record({
    namespace: name,
    job: name,
    allocation: name,
    evaluation: name,
    node: name,
    task: name,
    stream: name,
    token: name,
    plan: name,
    other: name,
  }),
  query,
  body,
  headers: fc.dictionary(
    fc.constantFrom(
      "Accept-Encoding",
      "Accept",
      "If-None-Match",
      "Range",
      "Content-Type",
      "X-Nomad-Token",
      "Last-Event-ID",
    ),
    fc.string({ unit: "grapheme-ascii", maxLength: 20 }),
    { maxKeys: 2 },
  ),
});

/** A failure that no table words. */
const isUnworded = (status: number, text: string): boolean =>
  /"kind":"internal"|Internal error|TypeError|RangeError|node:internal/.test(text) || (status >= 500 && text === "");

const isLostConnection = (fault: unknown): boolean =>
  fault instanceof Error &&
  /ECONN|SOCKET|EPIPE/.test((fault.cause as { readonly code?: string } | undefined)?.code ?? "");

const wellFormed = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, one]) => [key, one.toWellFormed()]));

test("[H7] whatever is asked of any door, its answer is one of the door's own", { timeout: 120_000 }, async () => {
  const count = routesOf().filter(({ name: route }) => route !== "live").length;
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(request, async (given) => {
      const route = routesOf(wellFormed(given.values)).filter((one) => one.name !== "live")[given.route % count];
      if (route === undefined) return;
      // A client takes these for steps of the path, and asks for something else.
      if (route.path.split("/").some((part) => part === "." || part === "..")) return;
      const method = given.method ?? route.methods[0] ?? "GET";
      const parameters = new URLSearchParams();
      for (const [key, one] of given.query) parameters.append(key, one.toWellFormed());
      const takesBody = given.body !== undefined && method !== "GET" && method !== "HEAD";
      const answer = await server
        .ask(`${route.path}?${parameters.toString()}`, {
          method,
          headers: given.headers,
          ...(takesBody ? { body: given.body ?? "" } : {}),
        })
        .catch((fault: unknown) => {
          // Headers and paths that fetch itself refuses never reach the server.
          if (!isLostConnection(fault)) return undefined;
          throw fault;
        });
      if (answer === undefined) return;
      asked++;
      // An answer to HEAD has no text by itself.
      const text = method === "HEAD" ? "none" : answer.text;
      expect([route.path, answer.status, answer.text.slice(0, 300), isUnworded(answer.status, text)]).toEqual([
        route.path,
        answer.status,
        answer.text.slice(0, 300),
        false,
      ]);
      if (route.door === "api")
        expect([200, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429]).toContain(answer.status);
      expect(server.logged.filter((line) => line.includes("failed:"))).toEqual([]);
      expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
    }),
    { numRuns: 3000, interruptAfterTimeLimit: timeLimitMs },
  );
  expect(asked).toBeGreaterThan(50);
  expect((await server.ask("/api/health")).json()).toEqual({ status: "ok" });
});
