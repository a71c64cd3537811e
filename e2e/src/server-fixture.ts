/** The fixtures of all browser tests: a real server per worker, and a page that is signed in to it. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Page, test as base, expect } from "@playwright/test";
import { killProcessesOf } from "./leftovers.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

export type Server = {
  readonly url: string;
  /** An administrator's. */
  readonly token: string;
  readonly dataDir: string;
  /** The process id of the server that runs now. */
  readonly pid: () => number;
  /** Calls the server with the token; the path begins with a slash, a body is JSON. */
  readonly request: (path: string, init?: RequestInit) => Promise<Response>;
  /** Stops the server in good order and starts it again on the same port. */
  readonly restart: () => Promise<void>;
  /** Kills the server as a crash would; `restart` brings it back. */
  readonly kill9: () => Promise<void>;
  /** Stops and removes every job. */
  readonly removeJobs: () => Promise<void>;
};

const removeJobs = async (request: Server["request"]): Promise<void> => {
  const listed = await request("/v1/jobs?namespace=*");
  if (!listed.ok) throw new Error(`GET /v1/jobs: ${listed.status} ${await listed.text()}`);
  const jobs = (await listed.json()) as readonly { readonly ID: string; readonly Namespace: string }[];
  for (const job of jobs) {
    const query = new URLSearchParams({ purge: "true", namespace: job.Namespace });
    await request(`/v1/job/${encodeURIComponent(job.ID)}?${query}`, { method: "DELETE" });
  }
};

type Options = { readonly dataDir: string; readonly token: string; readonly args: readonly string[] };

const serverOn = (first: ServerProcess, options: Options) => {
  let current: ServerProcess | undefined = first;
  const request: Server["request"] = (path, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("X-Nomad-Token", options.token);
    if (init.body !== undefined) headers.set("Content-Type", "application/json");
    return fetch(first.url + path, { ...init, headers });
  };
  const end = async (signal: "SIGTERM" | "SIGKILL"): Promise<void> => {
    await current?.end(signal);
    current = undefined;
  };
  const restart = async (): Promise<void> => {
    await end("SIGTERM");
    current = await startServer({ ...options, port: first.port });
  };
  const server: Server = {
    url: first.url,
    ...options,
    pid: () => current?.pid ?? 0,
    request,
    restart,
    kill9: () => end("SIGKILL"),
    removeJobs: async () => {
      if (current === undefined) await restart();
      await removeJobs(request);
    },
  };
  return { server, end };
};

/** Opens the dashboard through the sign-in link; done when the token has been swapped for a session. */
export const signIn = async (page: Page, server: Server): Promise<void> => {
  const swapped = page.waitForResponse((reply) => {
    const request = reply.request();
    return request.method() === "POST" && request.url().endsWith("/api/session");
  });
  await page.goto(`${server.url}/ui/#t=${server.token}`);
  await swapped;
  await page.waitForURL((url) => !url.hash.includes("t="));
};

/** What no page may ever do: throw, or run into its own Content-Security-Policy. */
const faultsOf = (page: Page): readonly string[] => {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.stack ?? error.message));
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) faults.push(message.text());
  });
  return faults;
};

type PerWorker = {
  readonly server: Server;
  /** More of the command line, such as `--simulate 3`; a file that names it has a server of its own. */
  readonly serverArgs: readonly string[];
};

export const test = base.extend<{ readonly tidy: void }, PerWorker>({
  serverArgs: [[], { option: true, scope: "worker" }],
  server: [
    async ({ serverArgs }, provide) => {
      const dataDir = await mkdtemp(join(tmpdir(), "longshore-e2e-"));
      const token = randomBytes(24).toString("base64url");
      try {
        const options = { dataDir, token, args: serverArgs };
        const { server, end } = serverOn(await startServer({ ...options, port: 0 }), options);
        await provide(server);
        await end("SIGTERM");
      } finally {
        killProcessesOf(dataDir);
        await rm(dataDir, { recursive: true, force: true });
      }
    },
    { scope: "worker", timeout: 240_000 },
  ],
  baseURL: async ({ server }, provide) => provide(server.url),
  /** Signed in; for a page that is not, open a new one from the context. */
  page: async ({ page, server }, provide) => {
    const faults = faultsOf(page);
    await signIn(page, server);
    await provide(page);
    expect(faults).toEqual([]);
  },
  tidy: [
    async ({ server }, provide) => {
      await provide();
      await server.removeJobs();
    },
    { auto: true },
  ],
});

export { expect };
