import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { nomad } from "@longshore/dialects/nomad/nomad";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { definitionOf } from "../testing/definitions.ts";
import { allMethods, routesOf, type Route } from "../testing/doors.ts";
import { rawRequest, statusOf } from "../testing/raw-request.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { makeToken, signIn, type Session } from "../testing/tokens.ts";

let server: TestServer;
let session: Session;

beforeAll(async () => {
  server = await startTestServer();
  session = await signIn(server);
});
afterAll(() => server.dispose());

/** Written down a second time on purpose: a route that becomes public must be added here too. */
const publicRoutes = new Set([
  "GET /api/health",
  "HEAD /api/health",
  "POST /api/session",
  "GET /v1/status/leader",
  "GET /v1/agent/health",
]);

const isRefusedInItsForm = (route: Route, status: number, type: string): boolean =>
  route.door === "api"
    ? status === 401 && type === "application/problem+json"
    : status === 403 && type.startsWith("text/plain");

const problemKind = (text: string): unknown => (JSON.parse(text) as { readonly kind: unknown }).kind;

describe("without a credential", () => {
  test("[G1] every method of every route is refused in its door's form, but for the public list", async () => {
    const wrong: string[] = [];
    for (const route of routesOf()) {
      for (const method of allMethods) {
        const name = `${method} ${route.path}`;
        const answer = await server.ask(route.path, { method, token: null });
        const type = answer.headers.get("content-type") ?? "";
        const isRight = publicRoutes.has(name)
          ? answer.status !== 401 && answer.status !== 403 && answer.status < 500
          : isRefusedInItsForm(route, answer.status, type);
        if (!isRight) wrong.push(`${name}: ${String(answer.status)} ${type}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("[G1] the tables call public what this list calls public", () => {
    const named = routesOf()
      .filter((route) => route.role === "public")
      .flatMap((route) => route.methods.map((method) => `${method} ${route.path}`));
    expect(named.toSorted()).toEqual([...publicRoutes].filter((name) => !name.startsWith("HEAD ")).toSorted());
  });

  test.each([
    "/api",
    "/api/",
    "/api/unknown",
    "/API/tokens",
    "/Api/live",
    "/api//tokens",
    "/%61pi/tokens",
    "/api/tokens/",
    "/api/jobs/default/..%2f..%2fhealth",
    "/ui/../api/tokens",
    "/ui%2f..%2f..%2fapi/tokens",
    "/ui/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/ui/..%2f..%2f..%2f..%2fpackage.json",
    "/v1/unknown",
    "/v1/status/leader/",
    "/V1/jobs",
    "/v1/status/leader/../../jobs",
    "/.env",
    "/administrator.token",
    "/api/health%00",
    "/%E0%A4%A",
    "//api/tokens",
    "/ui/%E0%A4%A",
    "/ui/..",
  ])("[G1] %s shows nothing", async (path) => {
    const answer = await rawRequest(server.port, [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${String(server.port)}`]);
    expect(answer).not.toMatch(/administrator \(preset\)|root:|"private": true|"ID":|"items":/);
    expect(answer).not.toMatch(/node_modules|node:internal|\.ts:\d/);
    // Under /ui/ every address is a page of the app; anything else is refused.
    if (!path.startsWith("/ui")) expect(statusOf(answer)).toBeGreaterThanOrEqual(400);
  });

  test("[G1] an upgrade is refused", async () => {
    for (const path of ["/api/live", "/api/health", "/v1/client/allocation/x/exec", "/"]) {
      const answer = await rawRequest(server.port, [
        `GET ${path} HTTP/1.1`,
        `Host: 127.0.0.1:${String(server.port)}`,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      ]);
      expect([path, statusOf(answer)]).toEqual([path, 404]);
    }
  });

  test("[G2] what is no token is refused, however it looks", async () => {
    const wrong = [
      { Authorization: "Bearer undefined" },
      { Authorization: "Bearer null" },
      { Authorization: "Bearer" },
      { Authorization: "" },
      { Authorization: `Basic ${server.token}` },
      { Authorization: `Bearer ${server.token} ${server.token}` },
      { Authorization: server.token },
      { Authorization: `Bearer ${server.token.toUpperCase()}` },
      { "X-Nomad-Token": "" },
      { "X-Nomad-Token": "undefined" },
      { "X-Nomad-Token": "00000000-0000-0000-0000-000000000000" },
      { Cookie: "longshore_session=" },
      { Cookie: "longshore_session=e30.AAAA" },
      { Cookie: `longshore_session=${Buffer.from("{}").toString("base64url")}.${"A".repeat(43)}` },
      { Cookie: `${session.cookie}x` },
      { Cookie: session.cookie.replace(/=./, "=A") },
    ];
    for (const headers of wrong) {
      const api = await server.ask("/api/tokens", { token: null, headers });
      expect([headers, [401, 429].includes(api.status)]).toEqual([headers, true]);
      const job = await server.ask("/v1/jobs", { token: null, headers });
      expect([headers, [403, 429].includes(job.status)]).toEqual([headers, true]);
    }
  });
});

describe("with too little", () => {
  test("[G3] a viewer is refused whatever an operator or an administrator may", async () => {
    const token = await makeToken(server, "viewer");
    const wrong: string[] = [];
    for (const route of routesOf().filter(({ role }) => role === "operator" || role === "administrator")) {
      for (const method of route.methods) {
        const answer = await server.ask(route.path, { method, token, ...(method === "GET" ? {} : { body: {} }) });
        if (answer.status !== 403) wrong.push(`${method} ${route.path}: ${String(answer.status)} ${answer.text}`);
        else if (route.door === "nomad" && answer.text !== "Permission denied") wrong.push(answer.text);
        else if (route.door === "api" && problemKind(answer.text) !== "forbidden") wrong.push(answer.text);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("[G3] an operator is refused what an administrator may", async () => {
    const token = await makeToken(server, "operator");
    for (const route of routesOf().filter(({ role }) => role === "administrator"))
      for (const method of route.methods)
        expect(
          (await server.ask(route.path, { method, token, ...(method === "GET" ? {} : { body: {} }) })).status,
        ).toBe(403);
  });

  test("[G3] what concerns every namespace is refused to a token that is bound to some", async () => {
    const token = await makeToken(server, "administrator", ["mine"]);
    const everywhere = routesOf().filter(({ isEverywhere }) => isEverywhere);
    expect(everywhere.length).toBeGreaterThan(4);
    for (const route of everywhere) {
      for (const method of route.methods) {
        const answer = await server.ask(route.path, { method, token, body: {} });
        expect([method, route.path, answer.status]).toEqual([method, route.path, 403]);
      }
    }
  });

  test("[G3] only an administrator may name a user; no door is an exception", async () => {
    const token = await makeToken(server, "operator");
    const definition = definitionOf({ id: "as-root" });
    const task = definition.TaskGroups[0]?.Tasks[0];
    Object.assign(task ?? {}, { User: "root" });
    const api = await server.ask("/api/apply", { body: { change: { type: "register", definition } }, token });
    const job = await server.ask("/v1/jobs", { method: "PUT", body: { Job: definition }, token });
    expect([api.status, job.status]).toEqual([403, 403]);
    expect((await server.ask("/api/jobs/default/as-root")).status).toBe(404);
  });

  test("[G4] what is in another namespace does not exist for a token that is bound to its own", async () => {
    await server.register(definitionOf({ id: "theirs", namespace: "default" }));
    const mine = await makeToken(server, "operator", ["mine"]);
    const running = await server.whenState("theirs", "running");
    const evaluation = (await server.ask("/v1/job/theirs/evaluations")).json<readonly { readonly ID: string }[]>()[0];
    const values = {
      namespace: "default",
      job: "theirs",
      allocation: running.id,
      evaluation: evaluation?.ID ?? "",
      task: "main",
      stream: "stdout",
    };
    const wrong: string[] = [];
    for (const route of routesOf(values).filter(({ path }) => /theirs|[0-9a-f]{8}-/.test(path))) {
      for (const method of route.methods) {
        const separator = route.path.includes("?") ? "&" : "?";
        const query = route.name === "readTaskLogs" ? `${separator}task=main&type=stdout` : "";
        const body = method === "GET" || method === "DELETE" ? {} : { body: { Job: definitionOf({ id: "theirs" }) } };
        const answer = await server.ask(route.path + query, { method, token: mine, ...body });
        // 501: not supported, whatever the job.
        const isRight = route.door === "api" ? answer.status === 404 : [403, 404, 501].includes(answer.status);
        if (!isRight) wrong.push(`${method} ${route.path}: ${String(answer.status)} ${answer.text.slice(0, 200)}`);
      }
    }
    expect(wrong).toEqual([]);
    for (const type of ["stop", "start", "purge"] as const) {
      const asked = { body: { change: { type, namespace: "default", id: "theirs" } }, token: mine };
      expect((await server.ask("/api/apply", asked)).status).toBe(404);
    }
    const asked = { body: { change: { type: "register", definition: definitionOf({ id: "theirs" }) } }, token: mine };
    expect((await server.ask("/api/apply", asked)).status).toBe(403);
    for (const path of [
      "/api/jobs",
      "/api/evaluations",
      `/api/nodes/${running.nodeId}/allocations`,
      "/v1/jobs?namespace=*",
      "/v1/allocations?namespace=*",
      "/v1/evaluations?namespace=*",
    ]) {
      const answer = await server.ask(path, { token: mine });
      expect([path, answer.text.includes("theirs")]).toEqual([path, false]);
    }
    expect((await server.job("theirs")).stop).toBe(false);
  });
});

describe("who is addressed", () => {
  const withHost = async (host: readonly string[], target = "/api/health"): Promise<number> =>
    statusOf(
      await rawRequest(server.port, [
        `GET ${target} HTTP/1.1`,
        ...host.map((name) => `Host: ${name.replace("PORT", String(server.port))}`),
      ]),
    );

  test.each([
    "evil.com",
    "evil.com:PORT",
    "127.0.0.1.nip.io:PORT",
    "localhost.evil:PORT",
    "localhost.:PORT",
    "localhost",
    "127.0.0.1",
    "127.0.0.1:1",
    "localhost:80",
    "127.0.0.1:PORT@evil.com",
    "evil.com#127.0.0.1:PORT",
    "0.0.0.0:PORT",
    "[::]:PORT",
    "2130706433:PORT",
    "0x7f000001:PORT",
    "127.1:PORT",
    "xlocalhost:PORT",
    "",
  ])("[G5] Host %j is not this server", async (host) => {
    expect([400, 421]).toContain(await withHost([host]));
    expect([400, 421]).toContain(await withHost([host], "/ui/"));
    expect([400, 421]).toContain(await withHost([host], "/v1/status/leader"));
  });

  test.each(["127.0.0.1:PORT", "localhost:PORT", "LOCALHOST:PORT", "[::1]:PORT", "longshore.localhost:PORT"])(
    "[G5] Host %s is this server",
    async (host) => {
      expect(await withHost([host])).toBe(200);
    },
  );

  test("[G5] no Host, or two, is refused", async () => {
    expect([400, 421]).toContain(await withHost([]));
    expect([400, 421]).toContain(await withHost(["127.0.0.1:PORT", "127.0.0.1:PORT"]));
    expect([400, 421]).toContain(await withHost(["127.0.0.1:PORT", "evil.com"]));
    expect([400, 421]).toContain(await withHost(["evil.com", "127.0.0.1:PORT"]));
  });

  test("[G5] a target in absolute form counts like its Host header", async () => {
    const own = `127.0.0.1:${String(server.port)}`;
    expect(await withHost([own], `http://${own}/api/health`)).toBe(200);
    expect([400, 421]).toContain(await withHost([own], "http://evil.com/api/health"));
    expect([400, 421]).toContain(await withHost(["evil.com"], `http://${own}/api/health`));
    expect([400, 421]).toContain(await withHost([own], `http://${own}@evil.com/api/health`));
    expect(await withHost([own], `http://${own}/api/tokens`)).toBe(401);
  });

  test("[G5] --allow-host lets a name in", async () => {
    const other = await startTestServer({ allowHosts: ["longshore.example", "proxy.example:8443"] });
    try {
      const status = async (host: string): Promise<number> =>
        statusOf(await rawRequest(other.port, ["GET /api/health HTTP/1.1", `Host: ${host}`]));
      expect(await status("longshore.example")).toBe(200);
      expect(await status("Longshore.Example:443")).toBe(200);
      expect(await status("proxy.example:8443")).toBe(200);
      expect(await status("proxy.example")).toBe(421);
      expect(await status("evil.longshore.example")).toBe(421);
    } finally {
      await other.dispose();
    }
  });
});

describe("from where", () => {
  const own = (): string => `http://127.0.0.1:${String(server.port)}`;
  const asBrowser = (headers: Readonly<Record<string, string>>) => ({
    token: null,
    headers: { Cookie: session.cookie, "X-CSRF-Token": session.csrf, ...headers },
  });
  const foreign: readonly Readonly<Record<string, string>>[] = [
    { "Sec-Fetch-Site": "cross-site" },
    { "Sec-Fetch-Site": "same-site" },
    { "Sec-Fetch-Site": "unknown" },
    { Origin: "null" },
    { Origin: "http://127.0.0.1:1" },
    { Origin: "http://localhost" },
    { Origin: "https://evil.com" },
    { Origin: "http://evil.com", "Sec-Fetch-Site": "cross-site" },
  ];

  test("[G6] no other site changes anything, whatever it carries", async () => {
    for (const headers of foreign) {
      const body = { change: { type: "register", definition: definitionOf({ id: "foreign" }) } };
      for (const asked of [asBrowser(headers), { headers }]) {
        const answer = await server.ask("/api/apply", { ...asked, body });
        expect([headers, answer.status, problemKind(answer.text)]).toEqual([headers, 403, "cross-site"]);
        const job = await server.ask("/v1/jobs", {
          ...asked,
          method: "PUT",
          body: { Job: definitionOf({ id: "foreign" }) },
        });
        expect([headers, job.status]).toEqual([headers, 403]);
        expect((await server.ask("/v1/job/foreign", { ...asked, method: "DELETE" })).status).toBe(403);
      }
      const signingIn = await server.ask("/api/session", { token: null, headers, body: { token: server.token } });
      expect(signingIn.status).toBe(403);
    }
    expect((await server.ask("/api/jobs/default/foreign")).status).toBe(404);
  });

  test("[G6] no other site reads, or opens a stream", async () => {
    for (const headers of foreign) {
      for (const path of [
        "/api/live",
        "/API/live",
        "/api/jobs",
        "/v1/jobs",
        "/v1/client/fs/logs/x?task=a&type=stdout&follow=true",
      ])
        expect([headers, path, (await server.ask(path, asBrowser(headers))).status]).toEqual([headers, path, 403]);
    }
  });

  test("[G6] a link on another site still leads to the dashboard", async () => {
    const headers = { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };
    expect((await server.ask("/", { token: null, headers })).status).toBe(307);
    expect((await server.ask("/ui/jobs", { token: null, headers })).status).not.toBe(403);
  });

  test("[G6] the dashboard's own requests pass", async () => {
    for (const headers of [{ "Sec-Fetch-Site": "same-origin" }, { Origin: own() }, {}]) {
      const answer = await server.ask("/api/plan", {
        ...asBrowser(headers),
        body: { change: { type: "register", definition: definitionOf({ id: "fine" }) } },
      });
      expect(answer.status).toBe(200);
    }
  });

  test("[G6] no reply invites another origin", async () => {
    for (const path of ["/api/health", "/api/jobs", "/v1/jobs", "/ui/"]) {
      const answer = await server.ask(path, { headers: { Origin: "https://evil.com" } });
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  test("[G7] a cookie without this session's X-CSRF-Token changes nothing", async () => {
    const other = await signIn(server);
    for (const csrf of [undefined, "", "undefined", other.csrf, `${session.csrf}x`]) {
      const headers = { Cookie: session.cookie, ...(csrf === undefined ? {} : { "X-CSRF-Token": csrf }) };
      const body = { change: { type: "register", definition: definitionOf({ id: "no-csrf" }) } };
      expect((await server.ask("/api/apply", { token: null, headers, body })).status).toBe(403);
      expect(
        (await server.ask("/v1/jobs", { token: null, headers, body: { Job: body.change.definition } })).status,
      ).toBe(403);
      expect((await server.ask("/api/session", { method: "DELETE", token: null, headers })).status).toBe(403);
    }
    expect((await server.ask("/api/jobs/default/no-csrf")).status).toBe(404);
  });

  test("[G7] the session's cookie is hidden from scripts and from other sites", async () => {
    const answer = await server.ask("/api/session", { body: { token: server.token }, token: null });
    expect(answer.headers.get("set-cookie")).toMatch(/; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    expect(answer.headers.get("set-cookie")).not.toContain(server.token);
  });
});

describe("what a body may be", () => {
  const definition = (id: string): string =>
    JSON.stringify({ change: { type: "register", definition: definitionOf({ id }) } });

  test.each([
    "text/plain",
    "text/plain;charset=UTF-8",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "application/octet-stream",
    "application/jsonp",
    "application/problem+json",
    "text/json",
  ])("[G8] with a cookie %s is not JSON", async (type) => {
    const headers = { Cookie: session.cookie, "X-CSRF-Token": session.csrf, "Content-Type": type };
    const api = await server.ask("/api/apply", { token: null, headers, body: definition("typed") });
    const job = await server.ask("/v1/jobs", {
      token: null,
      headers,
      body: JSON.stringify({ Job: definitionOf({ id: "typed" }) }),
    });
    expect([api.status, job.status]).toEqual([415, 415]);
    expect((await server.ask("/api/jobs/default/typed")).status).toBe(404);
  });

  test("[G8] with a token in a header no type and form-encoded are JSON too; text/plain and multipart never", async () => {
    const statusWith = async (type: string, path: string, body: string): Promise<number> => {
      const lines = [
        `POST ${path} HTTP/1.1`,
        `Host: 127.0.0.1:${String(server.port)}`,
        `Authorization: Bearer ${server.token}`,
        `Content-Length: ${String(body.length)}`,
        ...(type === "" ? [] : [`Content-Type: ${type}`]),
      ];
      return statusOf(await rawRequest(server.port, lines, body));
    };
    const job = JSON.stringify({ Job: definitionOf({ id: "typed-2" }) });
    for (const type of ["", "application/x-www-form-urlencoded", "application/json; charset=utf-8"]) {
      expect([type, await statusWith(type, "/api/plan", definition("typed-2"))]).toEqual([type, 200]);
      expect([type, await statusWith(type, "/v1/job/typed-2/plan", job)]).toEqual([type, 200]);
    }
    for (const type of ["text/plain", "multipart/form-data; boundary=x"]) {
      expect([type, await statusWith(type, "/api/plan", definition("typed-2"))]).toEqual([type, 415]);
      expect([type, await statusWith(type, "/v1/job/typed-2/plan", job)]).toEqual([type, 415]);
    }
  });
});

test("[G9] failed sign-ins are limited, valid tokens are not", async () => {
  const other = await startTestServer();
  try {
    const wrong = () => other.ask("/api/session", { body: { token: "not-a-token-of-yours" }, token: null });
    const statuses: number[] = [];
    for (let count = 0; count < 15; count++) statuses.push((await wrong()).status);
    expect(statuses.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 401));
    expect(statuses.slice(-5)).toEqual(Array.from({ length: 5 }, () => 429));
    const limited = await wrong();
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(limited.headers.get("retry-after"))).toBeLessThanOrEqual(60);
    const nomadLimited = await other.ask("/v1/jobs", { token: "nor-this" });
    expect([nomadLimited.status, nomadLimited.headers.get("content-type")]).toEqual([429, "text/plain; charset=utf-8"]);
    expect(Number(nomadLimited.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await other.ask("/v1/jobs")).status).toBe(200);
    expect((await other.ask("/api/session", { body: { token: other.token }, token: null })).status).toBe(200);
  } finally {
    await other.dispose();
  }
});

test("[G10] every reply carries the security headers", async () => {
  for (const path of ["/ui/", "/api/health", "/api/jobs", "/api/unknown", "/v1/jobs", "/v1/unknown", "/"]) {
    const { headers } = await server.ask(path);
    const policy = headers.get("content-security-policy") ?? "";
    expect([path, policy]).toEqual([path, expect.stringContaining("default-src 'none'")]);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBeTruthy();
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("x-powered-by")).toBeNull();
    expect(headers.get("strict-transport-security")).toBeNull();
  }
});

test("[G10] data is never kept by a browser's cache", async () => {
  for (const path of ["/api/health", "/api/session", "/api/jobs", "/api/tokens", "/api/unknown"])
    expect([path, (await server.ask(path)).headers.get("cache-control")]).toEqual([path, "no-store"]);
});

test("[G11] the token and the session key appear in no reply, no log line and no readable file", async () => {
  await server.register(definitionOf({ id: "quiet" }));
  const allocation = await server.whenState("quiet", "running");
  const key = readFileSync(join(server.dataDir, "session.key"), "utf8").trim();
  const secret = await makeToken(server, "operator");
  const values = { namespace: "default", job: "quiet", allocation: allocation.id, task: "main", stream: "stdout" };
  const secrets = [server.token, key, secret];
  const texts: string[] = [...server.logged];
  for (const route of routesOf(values).filter((one) => one.methods.includes("GET") && one.name !== "live"))
    texts.push((await server.ask(route.path)).text);
  for (const token of [server.token, secret]) {
    texts.push((await server.ask("/api/apply", { token, body: `{"token":"${token}"` })).text);
    texts.push((await server.ask(`/api/jobs/default/x?limit=y`, { token })).text);
  }
  expect(texts.filter((text) => secrets.some((one) => text.includes(one)))).toEqual([]);
  const files = readdirSync(server.dataDir).filter((name) => name.startsWith("longshore.db"));
  for (const file of files) {
    const bytes = readFileSync(join(server.dataDir, file)).toString("latin1");
    expect([file, secrets.some((one) => bytes.includes(one))]).toEqual([file, false]);
  }
});

test("[G11] a value of a task's environment is shown with its definition and nowhere else", async () => {
  const canary = "canary-7f3a9c";
  await server.register(definitionOf({ id: "canary", env: { SECRET: canary } }));
  const allocation = await server.whenState("canary", "running");
  const [evaluation] = (await server.ask("/v1/job/canary/evaluations")).json<readonly { readonly ID: string }[]>();
  const token = await makeToken(server, "viewer");
  const values = {
    namespace: "default",
    job: "canary",
    allocation: allocation.id,
    evaluation: evaluation?.ID ?? "",
    task: "main",
    stream: "stdout",
  };
  const showing: string[] = [];
  for (const route of routesOf(values).filter((one) => one.methods.includes("GET") && one.name !== "live"))
    if ((await server.ask(route.path, { token })).text.includes(canary)) showing.push(`${route.door} ${route.name}`);
  // Nomad's allocation carries its whole job.
  expect(showing.toSorted()).toEqual([
    "api getDefinition",
    "nomad getAllocation",
    "nomad getJob",
    "nomad getJobVersions",
  ]);
  expect(server.logged.filter((line) => line.includes(canary))).toEqual([]);
});

test("[G12] what the server keeps is for its own user alone", () => {
  expect(statSync(server.dataDir).mode & 0o777).toBe(0o700);
  const open = readdirSync(server.dataDir, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .filter((entry) => (statSync(join(server.dataDir, entry.name)).mode & 0o077) !== 0)
    .map((entry) => entry.name);
  expect(open).toEqual([]);
});

test("every operation of Nomad's door has a path that is its own", () => {
  const paths = routesOf({ job: "a/b" }).filter(({ door }) => door === "nomad");
  expect(paths.length).toBe(nomad.operations.length);
});

test("[G6] where everyone is an administrator, another site still changes nothing", async () => {
  const open = await startTestServer({ anonymous: true });
  try {
    expect((await open.ask("/api/jobs", { token: null })).status).toBe(200);
    const body = { change: { type: "register", definition: definitionOf({ id: "foreign" }) } };
    for (const headers of [{ "Sec-Fetch-Site": "cross-site" }, { "Sec-Fetch-Site": "same-site" }, { Origin: "null" }]) {
      expect((await open.ask("/api/apply", { token: null, headers, body })).status).toBe(403);
      expect((await open.ask("/api/jobs", { token: null, headers })).status).toBe(403);
    }
    const lines = ["GET /api/jobs HTTP/1.1", "Host: evil.com"];
    expect(statusOf(await rawRequest(open.port, lines))).toBe(421);
    expect((await open.ask("/api/jobs", { token: "a-wrong-token-is-wrong" })).status).toBe(401);
  } finally {
    await open.dispose();
  }
});
