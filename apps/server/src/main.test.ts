import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { startChild } from "./testing/child-server.ts";
import { temporaryData } from "./testing/temporary-data.ts";
import { administrator } from "./testing/test-server.ts";

const data = temporaryData();
afterEach(() => data.remove());

const timeout = 60_000;

/** Starts a server that is expected not to. */
const refused = (options: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  new Promise<{ readonly code: number | null; readonly said: string }>((resolve) => {
    const args = [join(import.meta.dirname, "main.ts"), "--port", "0", "--data-dir", data.dataDir, ...options];
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", ...env },
    });
    let said = "";
    const hear = (piece: Buffer): void => {
      said += piece.toString();
      if (said.includes("Sign in:")) child.kill("SIGKILL");
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("close", (code) => resolve({ code, said }));
  });

test("[G13] a server that everybody could use is not started", { timeout }, async () => {
  const open = await refused(["--anonymous", "--host", "0.0.0.0"]);
  expect(open.code).toBe(2);
  expect(open.said).toMatch(/^--anonymous is refused on 0\.0\.0\.0/);
  const short = await refused([], { LONGSHORE_TOKEN: "short-token" });
  expect(short.code).toBe(2);
  expect(short.said).toMatch(/^LONGSHORE_TOKEN must have at least 16 characters/);
  expect(short.said).not.toContain("short-token");
});

test("[R1] a second server on the same data is refused, and the first goes on", { timeout }, async () => {
  const first = await startChild(data.dataDir).ready;
  const second = await refused([]);
  expect(second.code).toBe(2);
  expect(second.said).toContain(`is in use by the process with pid ${String(first.pid)}`);
  expect((await first.ask("/api/health")).status).toBe(200);
  await first.stop();
});

test("[G11] the token stands in the sign-in link and nowhere else", { timeout }, async () => {
  const server = await startChild(data.dataDir).ready;
  await server.ask("/api/tokens");
  await server.ask("/api/unknown", { headers: { "X-Nomad-Token": administrator } });
  await server.ask("/v1/jobs", { method: "PUT", body: "{" });
  expect(await server.stop()).toBe(0);
  const lines = server.printed().split("\n");
  expect(lines.filter((line) => line.includes(administrator))).toEqual([
    `Sign in: ${server.url}/ui/#t=${administrator}`,
  ]);
});

test("[G7] a session outlives a restart of the server", { timeout }, async () => {
  const first = await startChild(data.dataDir).ready;
  const signedIn = await first.ask("/api/session", { body: { token: administrator }, token: null });
  const cookie = signedIn.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  const { csrf } = signedIn.json<{ readonly csrf: string }>();
  await first.kill();
  const second = await startChild(data.dataDir).ready;
  const session = await second.ask("/api/session", { token: null, headers: { Cookie: cookie } });
  expect([session.status, session.json<{ readonly csrf: string }>().csrf]).toEqual([200, csrf]);
  await second.stop();
});
