import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { observe, readText, startRequest } from "../engine-observation.ts";
import type { RunId } from "@longshore/core/model";
import type { StartRequest } from "../engine.ts";
import type { LocalEngineOptions } from "./context.ts";
import { createTestDirectories, openTestEngine } from "./test-engine.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

const run = (task: string): RunId => ({ alloc: 1, attempt: 1, task });

const begin = async (options: Partial<LocalEngineOptions> = {}) => {
  const directories = createTestDirectories();
  cleanUps.push(directories.dispose);
  const engine = openTestEngine(directories, options);
  const seen = observe();
  await engine.open([], seen.listener);
  cleanUps.push(() => engine.close());
  return { engine, seen, allocId: randomUUID(), directories };
};

const failure = async (
  request: (allocId: string) => StartRequest,
  options: Partial<LocalEngineOptions> = {},
): Promise<string> => {
  const { engine, seen, allocId } = await begin(options);
  const asked = request(allocId);
  engine.start(asked);
  const { reason } = await seen.next("startFailed", asked.run);
  expect(seen.of(asked.run)).toEqual(["startFailed"]);
  return reason;
};

test("[E2] a task's environment is exactly its job's, the directories, the marker and four defaults", async () => {
  const { engine, seen, allocId, directories } = await begin();
  const own = {
    PLAIN: 'a\'b\n"c" $HOME `id`',
    "dotted.name": "x y",
    OPTIND: "seven",
    IFS: ":",
    PWD: "/else",
    EMPTY: "",
    J: "1",
    PATH: "/usr/bin:/bin",
    LANG: "C",
    TZ: "UTC",
  };
  engine.start({ ...startRequest(allocId, run("env"), ["env", "-0"]), env: own });
  await seen.next("exited", run("env"));
  const entries = (await readText(engine, allocId, "env"))
    .split("\0")
    .slice(0, -1)
    .map((entry): [string, string] => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]);
  const allocDir = join(directories.dataDir, "alloc", allocId);
  expect(Object.fromEntries(entries)).toEqual({
    ...own,
    HOME: homedir(),
    NOMAD_ALLOC_DIR: `${allocDir}/alloc`,
    NOMAD_TASK_DIR: `${allocDir}/env/local`,
    NOMAD_SECRETS_DIR: `${allocDir}/env/secrets`,
    LONGSHORE_RUN: `${allocId}:1:env`,
  });
});

test("[E2] a polluted Object.prototype reaches no task", async () => {
  const { engine, seen, allocId } = await begin();
  Object.defineProperty(Object.prototype, "POLLUTED", {
    value: "yes",
    enumerable: true,
    configurable: true,
    writable: true,
  });
  cleanUps.push(() => Reflect.deleteProperty(Object.prototype, "POLLUTED"));
  engine.start(startRequest(allocId, run("env"), ["env"]));
  await seen.next("exited", run("env"));
  expect(await readText(engine, allocId, "env")).not.toContain("POLLUTED");
});

test("[E2] Nomad's directories exist, are private, and the task starts in its own", async () => {
  const { engine, seen, allocId, directories } = await begin();
  const script =
    'pwd; for d in "$NOMAD_ALLOC_DIR/data" "$NOMAD_ALLOC_DIR/logs" "$NOMAD_ALLOC_DIR/tmp" "$NOMAD_TASK_DIR" "$NOMAD_SECRETS_DIR" tmp; do stat -c %a "$d"; done; umask';
  engine.start(startRequest(allocId, run("dirs"), ["sh", "-c", script]));
  await seen.next("exited", run("dirs"));
  const expected = [
    join(directories.dataDir, "alloc", allocId, "dirs"),
    "700",
    "700",
    "700",
    "700",
    "700",
    "700",
    "0022",
  ];
  expect((await readText(engine, allocId, "dirs")).trim().split("\n")).toEqual(expected);
});

test("[E2] arguments and environment may refer to the task's directories", async () => {
  const { engine, seen, allocId, directories } = await begin();
  const request = startRequest(allocId, run("places"), ["sh", "-c", 'echo "$1 $AT"', "sh", "${NOMAD_TASK_DIR}/in"]);
  engine.start({ ...request, env: { AT: "${NOMAD_ALLOC_DIR}" } });
  await seen.next("exited", run("places"));
  const at = join(directories.dataDir, "alloc", allocId);
  expect(await readText(engine, allocId, "places")).toBe(`${at}/places/local/in ${at}/alloc\n`);
});

test("[E3] a start with 100 kB of arguments and environment arrives whole", async () => {
  const { engine, seen, allocId } = await begin();
  const long = "x'".repeat(50_000);
  engine.start({
    ...startRequest(allocId, run("long"), ["sh", "-c", 'printf %s "$1$BIG" | wc -c', "sh", long]),
    env: { BIG: long },
  });
  await seen.next("exited", run("long"));
  expect((await readText(engine, allocId, "long")).trim()).toBe("200000");
});

test("[E4] a file that is not executable, a directory, and a script without its interpreter are failed starts", async () => {
  const { directories } = await begin();
  const at = (name: string): string => join(directories.dataDir, name);
  writeFileSync(at("plain"), "hello", { mode: 0o644 });
  writeFileSync(at("script"), "#!/no/such/interpreter\n", { mode: 0o755 });
  mkdirSync(at("directory"));
  expect(await failure((id) => startRequest(id, run("a"), [at("plain")]))).toContain("not executable");
  expect(await failure((id) => startRequest(id, run("a"), [at("script")]))).toContain(
    "its interpreter /no/such/interpreter does not exist",
  );
  expect(await failure((id) => startRequest(id, run("a"), [at("directory")]))).toContain("not a regular file");
});

test("[E4] a task that itself exits with 127 is an exit, not a failed start", async () => {
  const { engine, seen, allocId } = await begin();
  engine.start(startRequest(allocId, run("exit"), ["sh", "-c", "exit 127"]));
  expect(await seen.next("exited", run("exit"))).toMatchObject({ exitCode: 127, signal: 0 });
});

test("[E4] names and values that cannot be used are failed starts", async () => {
  expect(await failure((id) => startRequest(id, run("../up"), ["true"]))).toContain("cannot be a directory name");
  expect(await failure((id) => startRequest(id, run("alloc"), ["true"]))).toContain("cannot be a directory name");
  expect(await failure((id) => startRequest(`${id}/..`, run("a"), ["true"]))).toContain("is not an allocation's UUID");
  expect(await failure((id) => ({ ...startRequest(id, run("a"), ["true"]), env: { A: "x\0y" } }))).toContain('"A"');
  expect(await failure((id) => ({ ...startRequest(id, run("a"), ["true"]), driver: "qemu" }))).toContain(
    'unknown driver "qemu"',
  );
});

test("[E18] another user only from the server's list, and root never", async () => {
  const as = (user: string) => (id: string) => ({ ...startRequest(id, run("a"), ["id", "-u"]), user });
  expect(await failure(as("root"), { allowedUsers: ["root"] })).toContain("may not ask for the user root");
  expect(await failure(as("0"), { allowedUsers: ["0"] })).toContain("may not ask for the user root");
  expect(await failure(as("nobody"))).toContain("not on this server's list");
  expect(await failure(as("no-such-user"), { allowedUsers: ["no-such-user"] })).toContain("there is no user");
});

test("[E18] a task of another user runs as that user, in directories of its own", async ({ skip }) => {
  skip(process.geteuid?.() !== 0, "needs to run as root");
  const { engine, seen, allocId, directories } = await begin({ allowedUsers: ["nobody"] });
  chmodSync(directories.dataDir, 0o711);
  const script =
    'id -u; echo kept > "$NOMAD_TASK_DIR/file" && cat "$NOMAD_TASK_DIR/file"; touch "$NOMAD_ALLOC_DIR/logs/x" 2>/dev/null || echo refused';
  engine.start({ ...startRequest(allocId, run("user"), ["sh", "-c", script]), user: "nobody" });
  await seen.next("exited", run("user"));
  expect(await readText(engine, allocId, "user")).toBe("65534\nkept\nrefused\n");
});

test("[E19] the fingerprint names the machine in Nomad's attribute names and is honest about drivers", async () => {
  const { engine } = await begin({ withoutCgroups: true });
  const fingerprint = await engine.fingerprint();
  expect(fingerprint.attributes).toMatchObject({
    "kernel.name": "linux",
    "driver.raw_exec": "1",
    "unique.hostname": fingerprint.name,
  });
  expect(
    Math.min(fingerprint.resources.cpuMhz, fingerprint.resources.memoryMb, fingerprint.resources.diskMb),
  ).toBeGreaterThan(0);
  expect(fingerprint.drivers["raw_exec"]?.description).toContain("can escape a stop");
});

test("[E21] what happens in one turn is reported in one call", async () => {
  const { engine, seen, allocId } = await begin();
  const runs = Array.from({ length: 5 }, (_, index) => run(`none${index}`));
  for (const each of runs) engine.start(startRequest(allocId, each, ["no-such-command"]));
  await seen.next("startFailed", run("none4"));
  expect(seen.batches.map((batch) => batch.length)).toEqual([5]);
});
