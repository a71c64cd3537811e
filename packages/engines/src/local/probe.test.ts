import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { RunId } from "@longshore/core/model";
import type { Probe } from "@longshore/core/tasks/probe";
import { afterEach, expect, test } from "vitest";
import type { ProbeRequest, ProbeResult } from "../engine.ts";
import { mostProbeOutput } from "../engine.ts";
import { observe, startRequest } from "../engine-observation.ts";
import { createTestDirectories, markedProcesses, openTestEngine } from "./test-engine.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

const run: RunId = { alloc: 1, attempt: 1, task: "main" };

/** A task that runs until the test is over. */
const begin = async () => {
  const directories = createTestDirectories();
  cleanUps.push(directories.dispose);
  const engine = openTestEngine(directories);
  const seen = observe();
  await engine.open([], seen.listener);
  cleanUps.push(() => engine.close());
  const allocId = randomUUID();
  engine.start(startRequest(allocId, run, ["sleep", "3600"]));
  await seen.next("started", run);
  cleanUps.push(async () => {
    engine.stop({ run, allocId, killSignal: "SIGKILL", killTimeoutMs: 0 });
    await seen.next("exited", run);
  });
  const script = (command: readonly [string, ...string[]], timeoutMs = 5000): Promise<ProbeResult> =>
    engine.probe({
      allocId,
      run,
      timeoutMs,
      probe: {
        type: "script",
        driver: "raw_exec",
        config: { command: command[0], args: command.slice(1) },
        env: { GREETING: "it's here", V: "own", J: "own", IFS: ":", "dotted.name": "x" },
        user: "",
      },
    });
  return { engine, allocId, directories, script };
};

const listening = async (server: Server | ReturnType<typeof createTcpServer>): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUps.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
};

const at = (probe: Probe, timeoutMs = 5000): ProbeRequest => ({ run, allocId: "", timeoutMs, probe });

const http = (port: number, path: string, given: Partial<Extract<Probe, { type: "http" }>> = {}): Probe => ({
  type: "http",
  protocol: "http",
  port,
  method: "POST",
  path,
  headers: [["X-Asked", "yes"]],
  body: "well?",
  tlsSkipVerify: false,
  ...given,
});

test("[E24] an http probe asks as it is told, and 2xx is well", async () => {
  const { engine } = await begin();
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      if (request.url === "/never") return;
      response.statusCode = Number(request.url?.slice(1, 4));
      response.end(`${String(request.method)} ${String(request.headers["x-asked"])} ${body} ${"x".repeat(100_000)}`);
    });
  });
  const port = await listening(server);
  const well = await engine.probe(at(http(port, "/200")));
  expect(well).toMatchObject({ status: "passing" });
  expect(well.output).toMatch(/^HTTP 200 OK: POST yes well\? x+$/);
  expect(well.output).toHaveLength(mostProbeOutput);
  expect(await engine.probe(at(http(port, "/503")))).toMatchObject({ status: "failing" });
  expect(await engine.probe(at(http(port, "/302")))).toMatchObject({ status: "failing" });
  expect(await engine.probe(at(http(port, "/429")))).toMatchObject({ status: "warning" });
  expect(await engine.probe(at(http(port, "/never"), 50))).toEqual({
    status: "failing",
    output: "No answer within 50 ms",
  });
  expect(await engine.probe(at(http(port, "/200", { method: "NO SUCH" })))).toMatchObject({ status: "failing" });
  expect(await engine.probe(at(http(port, "/200", { protocol: "https" })))).toMatchObject({ status: "failing" });
  server.closeAllConnections();
});

test("[E24] a tcp probe connects, or says why it cannot", async () => {
  const { engine } = await begin();
  const server = createTcpServer((socket) => socket.end());
  const port = await listening(server);
  const tcp = at({ type: "tcp", port });
  expect(await engine.probe(tcp)).toEqual({ status: "passing", output: `Connected to port ${String(port)}` });
  await new Promise((resolve) => server.close(resolve));
  cleanUps.pop();
  expect(await engine.probe(tcp)).toMatchObject({ status: "failing" });
});

test("[E25] a script runs as its task does, and its exit status tells: 0 well, 1 a warning, anything else failing", async () => {
  const { script, allocId } = await begin();
  const told = await script(["sh", "-c", 'pwd; echo "$GREETING $LONGSHORE_RUN"; echo err >&2']);
  expect(told.status).toBe("passing");
  expect(told.output).toMatch(new RegExp(`/alloc/${allocId}/main\nit's here ${allocId}:1:main\nerr\n$`));
  const { output } = await script([process.execPath, "-p", "Object.keys(process.env).toString()"]);
  const inherited = ["LANG", "TZ"].filter((name) => (process.env[name] ?? "") !== "");
  const directories = ["NOMAD_ALLOC_DIR", "NOMAD_SECRETS_DIR", "NOMAD_TASK_DIR"];
  const given = ["GREETING", "V", "J", "IFS", "dotted.name"];
  expect(output.trim().split(",").toSorted()).toEqual(
    ["HOME", "PATH", "LONGSHORE_RUN", ...inherited, ...directories, ...given].toSorted(),
  );
  expect(await script(["sh", "-c", "exit 1"])).toMatchObject({ status: "warning" });
  expect(await script(["sh", "-c", "echo no; exit 2"])).toEqual({ status: "failing", output: "Exit code 2: no\n" });
  expect(await script(["/no/such/command"])).toMatchObject({ status: "failing" });
});

test("[E25] what it writes is cut, its time is kept, and nothing of it stays", async () => {
  const { script, allocId, directories } = await begin();
  const loud = await script(["sh", "-c", "yes | head -c 3000000; exit 3"]);
  const before = markedProcesses(allocId);
  expect(loud.output).toHaveLength(mostProbeOutput);
  expect(loud.output).toMatch(/^Exit code 3: y\n/);
  const late = await script(["sh", "-c", "echo begun; sleep 3600 & sleep 3600"], 200);
  expect(late).toEqual({ status: "failing", output: "Killed after 200 ms: begun\n" });
  expect(markedProcesses(allocId)).toEqual(before);
  expect(readdirSync(join(directories.runDir, "probes"))).toEqual([]);
});

test("[E25] many at once each have their own answer", async () => {
  const { script } = await begin();
  const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => script(["echo", String(at)])));
  expect(answers.map(({ output }) => output)).toEqual(Array.from({ length: 20 }, (_, at) => `${String(at)}\n`));
});
