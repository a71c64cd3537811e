import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { definitionOf } from "./testing/definitions.ts";
import { startTestServer, type TestServer } from "./testing/test-server.ts";
import { until } from "./testing/until.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

/** Whatever came in: the server lives, has nothing to log, and no prototype was touched. */
afterEach(async () => {
  const health = await server.ask("/api/health", { token: null });
  const failures = server.logged.filter((line) => line.includes("failed:"));
  if (health.status !== 200 || failures.length > 0 || "x" in {})
    throw new Error(`the server is not well: ${health.text} ${failures.join("\n")}`);
});

const mebibyte = 1024 * 1024;

type Reply = { readonly status: number; readonly text: string };

/** Sends the same text to every route that takes a definition. */
const everywhere = async (definition: string, id = "hostile"): Promise<readonly Reply[]> => {
  const change = `{"change":{"type":"register","definition":${definition}}}`;
  const job = `{"Job":${definition}}`;
  const path = `/v1/job/${encodeURIComponent(id)}`;
  return [
    await server.ask("/api/plan", { body: change }),
    await server.ask("/api/apply", { body: change }),
    await server.ask("/v1/jobs", { method: "PUT", body: job }),
    await server.ask(path, { method: "POST", body: job }),
    await server.ask(`${path}/plan`, { method: "PUT", body: job }),
    await server.ask("/v1/validate/job", { method: "PUT", body: job }),
  ];
};

/** Nomad answers a definition that it refuses with 500 and a text, and a validation always with 200. */
const isRefusal = ({ status, text }: Reply): boolean =>
  text.length > 10 &&
  !/Internal error|"kind":"internal"|TypeError|RangeError|node:|\.ts:/.test(text) &&
  (status === 400 || status === 413 || status === 422 || status === 500 || /"Error":".+"/.test(text));

const expectRefused = (replies: readonly Reply[]): void => {
  expect(replies.filter((reply) => !isRefusal(reply))).toEqual([]);
};

const isUnknown = async (id: string): Promise<boolean> =>
  (await server.ask(`/api/jobs/default/${encodeURIComponent(id)}`)).status === 404;

describe("definitions that are none", () => {
  test.each([
    "",
    "{",
    "}",
    "nul",
    "NaN",
    "[1,2",
    "{'ID':'x'}",
    '{"ID":"x",}',
    "\u0000",
    "\uFEFF{}",
    '"\\ud800"',
    "0",
    "true",
    "null",
    '"text"',
    "[]",
    "[[[[[]]]]]",
    "{}",
  ])("[H1] %j is refused with a reason", async (definition) => {
    expectRefused(await everywhere(definition));
  });

  test("[H1] bytes that are not UTF-8 are refused", async () => {
    const bytes = Uint8Array.from([...Buffer.from('{"change":"'), 0xff, 0xfe, ...Buffer.from('"}')]);
    for (const path of ["/api/plan", "/api/apply", "/v1/jobs", "/v1/job/x/plan"])
      expect([400, 500]).toContain((await server.ask(path, { method: "POST", body: bytes })).status);
  });

  test("[H1] the wrong type is refused at every place of a definition", async () => {
    const values = [null, true, -1, 1.5, 1e300, "text", [], [null], {}, { a: { b: 1 } }];
    const places: (readonly (string | number)[])[] = [];
    const walk = (value: unknown, path: readonly (string | number)[]): void => {
      if (path.length > 0) places.push(path);
      if (typeof value !== "object" || value === null) return;
      for (const [key, item] of Object.entries(value)) walk(item, [...path, Array.isArray(value) ? Number(key) : key]);
    };
    walk(definitionOf({ id: "typed", env: { KEY: "value" }, logs: { MaxFiles: 1, MaxFileSizeMB: 1 } }), []);
    expect(places.length).toBeGreaterThan(20);
    const wrong: string[] = [];
    for (const path of places) {
      for (const value of values) {
        const definition = definitionOf({
          id: "typed",
          env: { KEY: "value" },
          logs: { MaxFiles: 1, MaxFileSizeMB: 1 },
        });
        let at: unknown = definition;
        for (const key of path.slice(0, -1)) at = (at as Record<string | number, unknown>)[key];
        (at as Record<string | number, unknown>)[path.at(-1) ?? ""] = value;
        for (const reply of [
          await server.ask("/api/plan", { body: { change: { type: "register", definition } } }),
          await server.ask("/v1/validate/job", { body: { Job: definition } }),
        ])
          if (![200, 400, 422].includes(reply.status) || /TypeError|undefined|\[object/.test(reply.text))
            wrong.push(
              `${path.join(".")} = ${JSON.stringify(value)}: ${String(reply.status)} ${reply.text.slice(0, 300)}`,
            );
      }
    }
    expect(wrong).toEqual([]);
  });

  test("[H1] the body of each route is checked too", async () => {
    const bodies = [
      {},
      { change: null },
      { change: {} },
      { change: { type: "register" } },
      { change: { type: "unknown" } },
      { change: { type: "constructor" } },
      { change: { type: "stop" } },
      { change: { type: "stop", namespace: "default", id: "x", more: 1 } },
      { change: { type: "scale", namespace: "default", id: "x", group: "g", count: -1 } },
      { change: { type: "scale", namespace: "default", id: "x", group: "g", count: 1.5 } },
      { change: { type: "scale", namespace: "default", id: "x", group: "g", count: 1e99 } },
      { change: { type: "revert", namespace: "default", id: "x", version: "1" } },
      { change: [], checkIndex: 1 },
    ];
    for (const body of bodies)
      for (const path of ["/api/plan", "/api/apply"])
        expect([body, [400, 404, 422].includes((await server.ask(path, { body })).status)]).toEqual([body, true]);
    const nomadBodies = [
      ["/v1/job/x/scale", { Count: "1", Target: { Group: "g" } }],
      ["/v1/job/x/scale", { Count: -1, Target: { Group: "g" } }],
      ["/v1/job/x/scale", { Count: 1, Target: "g" }],
      ["/v1/job/x/scale", { Count: 1, Target: { Group: [] } }],
      ["/v1/job/x/revert", { JobID: "x", JobVersion: -1 }],
      ["/v1/job/x/revert", { JobID: 1, JobVersion: 0 }],
      ["/v1/job/x/evaluate", { JobID: {} }],
      ["/v1/jobs", { Job: definitionOf({ id: "x" }), EnforceIndex: "yes" }],
      ["/v1/jobs", { Job: definitionOf({ id: "x" }), JobModifyIndex: -1, EnforceIndex: true }],
      ["/v1/jobs", { Job: definitionOf({ id: "x" }), EvalPriority: 1000 }],
      ["/v1/jobs", { Job: definitionOf({ id: "x" }), Namespace: [] }],
    ] as const;
    for (const [path, body] of nomadBodies) {
      const reply = await server.ask(path, { method: "PUT", body });
      expect([path, body, reply.status, isRefusal(reply) || reply.text === "job not found"]).toEqual([
        path,
        body,
        expect.toBeOneOf([400, 404, 500]),
        true,
      ]);
    }
    expect(await isUnknown("x")).toBe(true);
  });
});

describe("definitions that are too much", () => {
  const padded = (bytes: number): string => {
    const text = JSON.stringify({ ...definitionOf({ id: "padded" }), Meta: { padding: "" } });
    return text.replace('"padding":""', `"padding":"${"x".repeat(Math.max(0, bytes - text.length))}"`);
  };

  test("[H2] just under the limit of its door a body is taken, above it refused as too large", async () => {
    const small = await everywhere(padded(10 * mebibyte - 1000), "padded");
    expect(small.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const large = await everywhere(padded(10 * mebibyte + 1), "padded");
    expect(large.map(({ status }) => status)).toEqual([413, 413, 413, 413, 413, 413]);
    for (const { text } of large) expect(text).toMatch(/large/);
    const other = await server.ask("/api/tokens", { body: `{"name":"${"x".repeat(mebibyte)}"}` });
    expect(other.status).toBe(413);
    expect((await server.apply({ type: "purge", namespace: "default", id: "padded" })).status).toBe(200);
  });

  test("[H2] a bomb is measured after it is unpacked", async () => {
    const { gzipSync } = await import("node:zlib");
    const bomb = Uint8Array.from(gzipSync(Buffer.alloc(64 * mebibyte, 0x20)));
    for (const path of ["/api/plan", "/v1/jobs"]) {
      const reply = await server.ask(path, { method: "POST", body: bomb, headers: { "Content-Encoding": "gzip" } });
      expect([path, reply.status]).toEqual([path, 413]);
    }
  });

  test("[H2] an encoding that is none is refused", async () => {
    for (const path of ["/api/plan", "/v1/jobs"])
      for (const encoding of ["gzip", "unknown", "br"])
        expect([400, 415]).toContain(
          (await server.ask(path, { body: "{}", headers: { "Content-Encoding": encoding } })).status,
        );
  });

  test.each([
    ["lists", "[", "]"],
    ["objects", '{"a":', "}"],
  ])("[H2] JSON nested 100,000 deep is refused: %s", async (_kind, open, close) => {
    const depth = 100_000;
    const nested = `${open.repeat(depth)}${open === "[" ? "" : "1"}${close.repeat(depth)}`;
    expectRefused(await everywhere(nested));
    const text = JSON.stringify(definitionOf({ id: "deep" }));
    for (const place of ['"args":["600"]', '"Env":{}', '"Config":{']) {
      const [key = ""] = place.split(":");
      const into = place.endsWith("{")
        ? text.replace(place, `"Config":{"extra":${nested},`)
        : text.replace(place, `${key}:${nested}`);
      expectRefused(await everywhere(into, "deep"));
    }
    expect(await isUnknown("deep")).toBe(true);
  });

  test("[H2] 10,000 groups are refused, and 100 are planned", async () => {
    const groups = (count: number) => {
      const one = definitionOf({ id: "groups" });
      const [group] = one.TaskGroups;
      return JSON.stringify({
        ...one,
        TaskGroups: Array.from({ length: count }, (_, at) => ({ ...group, Name: `g${String(at)}` })),
      });
    };
    expectRefused(await everywhere(groups(10_000), "groups"));
    const [planned] = await everywhere(groups(100).replaceAll('"Count":1', '"Count":0'), "groups");
    expect(planned?.status).toBe(200);
    expect((await server.apply({ type: "purge", namespace: "default", id: "groups" })).status).toBe(200);
  });

  test.each([
    ["Count", -1],
    ["Count", 1e15],
    ["Count", 1e300],
    ["Count", 0.5],
    ["CPU", -1],
    ["MemoryMB", -1],
    ["SizeMB", -1],
    ["Attempts", -1],
    ["KillTimeout", -1],
  ])("[H2] %s = %s is refused", async (field, value) => {
    const text = JSON.stringify(definitionOf({ id: "numbers" }));
    const changed = text.replace(new RegExp(`"${field}":[^,}]+`), `"${field}":${String(value)}`);
    expect(changed).not.toBe(text);
    expectRefused(await everywhere(changed, "numbers"));
    expect(await isUnknown("numbers")).toBe(true);
  });
});

describe("names", () => {
  test.each(["a/b/c", "ジョブ", "naïve/café", "emoji-🚢", "-", "..a", "100%", "a+b", "a?b#c", "versions", "x/plan"])(
    "[H3] a job may be called %s in every door",
    async (id) => {
      await server.register(definitionOf({ id, count: 0 }));
      expect((await server.job(id)).id).toBe(id);
      const nomad = await server.ask(`/v1/job/${encodeURIComponent(id)}`);
      // Nomad's own paths end in these words, so such a job is not reached there.
      if (!id.endsWith("/plan")) expect(nomad.json<{ readonly ID: string }>().ID).toBe(id);
      expect((await server.apply({ type: "purge", namespace: "default", id })).status).toBe(200);
      expect(await isUnknown(id)).toBe(true);
    },
  );

  test.each([
    ["500 characters", "x".repeat(500)],
    ["nothing", ""],
    ["a NUL", "a\u0000b"],
    ["a newline", "a\nb"],
    ["a space", "a b"],
    ["a step", ".."],
    ["an escape", "a\u001b[31m"],
    ["half a character", "a\ud800"],
  ])("[H3] %s is no name for a job", async (_what, id) => {
    const reply = await server.ask("/api/apply", {
      body: { change: { type: "register", definition: definitionOf({ id }) } },
    });
    expect([reply.status, reply.json<{ readonly kind: string }>().kind]).toEqual([422, "invalid-definition"]);
    const nomad = await server.ask("/v1/jobs", { method: "PUT", body: { Job: definitionOf({ id }) } });
    expect([400, 500]).toContain(nomad.status);
    expect(isRefusal(nomad)).toBe(true);
  });

  test.each(["..", ".", "../../etc", "a/b", "a\u0000b", "x\ny", "alloc", "x".repeat(300), ""])(
    "[H3] a task called %j is refused, or fails saying why",
    async (name) => {
      const definition = definitionOf({ id: "task-name" });
      const task = definition.TaskGroups[0]?.Tasks[0];
      if (task !== undefined) task.Name = name;
      const reply = await server.apply({ type: "register", definition });
      if (reply.status === 200) {
        const failed = await server.whenState("task-name", "failed");
        expect(
          failed.tasks[0]?.events.some(({ type, message }) => type === "Driver Failure" && message.length > 10),
        ).toBe(true);
        expect((await server.apply({ type: "purge", namespace: "default", id: "task-name" })).status).toBe(200);
      } else expect(reply.status).toBe(422);
    },
  );

  test("[H4] __proto__ is refused at any depth, and no prototype is touched", async () => {
    const text = JSON.stringify(definitionOf({ id: "proto", env: { KEY: "value" } }));
    for (const place of ['{"ID"', '{"Name":"group"', '{"Name":"main"', '{"command"', '{"KEY"', '{"CPU"', '{"SizeMB"']) {
      const changed = text.replace(place, `{"__proto__":{"x":1},${place.slice(1)}`);
      expect(changed).not.toBe(text);
      for (const reply of await everywhere(changed, "proto")) expect([place, isRefusal(reply)]).toEqual([place, true]);
    }
    const body = '{"__proto__":{"x":1},"change":{"type":"stop","namespace":"default","id":"x","__proto__":{"x":1}}}';
    expect((await server.ask("/api/apply", { body })).status).toBeGreaterThanOrEqual(400);
    expect(await isUnknown("proto")).toBe(true);
  });

  test("[H4] names of inherited properties are names like any other", async () => {
    for (const id of ["constructor", "toString", "hasOwnProperty", "valueOf"]) {
      const definition = definitionOf({
        id,
        type: "batch",
        command: "/bin/true",
        args: [],
        env: { [id]: "1", constructor: "2" },
      });
      const [group] = definition.TaskGroups;
      if (group !== undefined) group.Name = id;
      if (group?.Tasks[0] !== undefined) group.Tasks[0].Name = id;
      await server.register(definition);
      await server.whenState(id, "complete");
      expect((await server.ask(`/api/jobs/default/${id}`)).status).toBe(200);
    }
    for (const path of [
      "/api/jobs/__proto__/constructor",
      "/v1/job/__proto__",
      "/api/allocations/constructor",
      "/v1/jobs?__proto__=1",
    ])
      expect([200, 404]).toContain((await server.ask(path)).status);
  });

  test("[H4] fields that nobody knows are named and ignored", async () => {
    const definition = { ...definitionOf({ id: "more", count: 0 }), Unheard: { of: 1 } };
    const reply = await server.ask("/api/plan", { body: { change: { type: "register", definition } } });
    expect(reply.status).toBe(200);
    expect(reply.json<{ readonly warnings: readonly string[] }>().warnings.join()).toContain("Unheard");
  });
});

describe("commands", () => {
  test("[H5] shell metacharacters in any string run nothing", async () => {
    const proof = join(server.dataDir, "proof");
    const attacks = [
      `; touch ${proof}`,
      `$(touch ${proof})`,
      `\`touch ${proof}\``,
      `' ; touch ${proof} ; '`,
      `| touch ${proof}`,
      `\n touch ${proof}\n`,
      `&& touch ${proof} #`,
      `-c touch ${proof}`,
    ];
    const ids: string[] = [];
    for (const [at, attack] of attacks.entries()) {
      const id = `attack-${String(at)}`;
      const clean = attack.replaceAll("\n", "").trim();
      const definition = definitionOf({
        id,
        type: "batch",
        command: "/bin/echo",
        args: [attack, attack],
        env: { ATTACK: attack, [`A${clean}`.replaceAll("=", "")]: attack },
      });
      const [group] = definition.TaskGroups;
      if (group?.Tasks[0] !== undefined) group.Tasks[0].Name = `t ${clean}`.replaceAll("/", "_");
      if (group !== undefined) group.Name = `g ${clean}`;
      Object.assign(definition, { Name: `n ${clean}`, Meta: { [`m${clean}`]: attack } });
      const reply = await server.apply({ type: "register", definition });
      expect([200, 422]).toContain(reply.status);
      if (reply.status === 200) ids.push(id);
      await server
        .register(definitionOf({ id: `${id}-command`, type: "batch", command: `/bin/true${attack}`, args: [] }))
        .then(
          () => ids.push(`${id}-command`),
          () => undefined,
        );
    }
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids)
      await until(
        () => server.allocations(id),
        ([first]) => first?.state === "complete" || first?.state === "failed",
        id,
      );
    expect(existsSync(proof)).toBe(false);
  });

  test("[H5] arguments and values arrive as they were written", async () => {
    const strange = [
      "a b",
      "",
      "'\"\\",
      "$HOME `id`",
      "ü🚢",
      "-n",
      "line\nbreak",
      "@/etc/passwd",
      "file:///etc/passwd",
    ];
    await server.register(
      definitionOf({ id: "verbatim", type: "batch", command: "/usr/bin/printf", args: ["%s\\0", ...strange] }),
    );
    const { id } = await server.whenState("verbatim", "complete");
    expect((await server.log(id, "main")).split("\0").slice(0, -1)).toEqual(strange);
  });

  test.each([
    ["an argument", { args: ["a\u0000b"] }],
    ["a value of the environment", { env: { KEY: "a\u0000b" } }],
    ["the command", { command: "/bin/ls\u0000" }],
  ])("[H5] a NUL in %s is refused, or fails saying so", async (what, given) => {
    const id = `nul-${what.replaceAll(" ", "-")}`;
    const reply = await server.apply({ type: "register", definition: definitionOf({ id, type: "batch", ...given }) });
    if (reply.status !== 200) return expect(reply.status).toBe(422);
    const { tasks } = await server.whenState(id, "failed");
    expect(tasks[0]?.events.find(({ type }) => type === "Driver Failure")?.message).toMatch(/\w{4}/);
  });

  test.each(["/no/such/command", "no-such-command", "/etc/passwd", "/tmp", "", "./relative"])(
    "[H6] the command %j fails with a reason",
    async (command) => {
      const id = `fails-${command.replaceAll(/\W/g, "_")}`;
      const reply = await server.apply({
        type: "register",
        definition: definitionOf({ id, type: "batch", command, args: [] }),
      });
      if (reply.status !== 200) return expect(reply.status).toBe(422);
      const failed = await server.whenState(id, "failed");
      expect(failed.description.length).toBeGreaterThan(10);
      const failure = failed.tasks[0]?.events.find(({ type }) => type === "Driver Failure");
      expect(failure?.message).toMatch(/command|program|executable|found|permitted|director/i);
      expect(failed.tasks[0]?.startedAt).toBeNull();
    },
  );
});
