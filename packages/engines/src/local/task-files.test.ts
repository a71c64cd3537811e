import { randomUUID } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { RunId } from "@longshore/core/model";
import type { TaskFile } from "@longshore/core/tasks/start-setting";
import { afterEach, expect, test } from "vitest";
import { observe, readText, startRequest } from "../engine-observation.ts";
import { createTestDirectories, openTestEngine } from "./test-engine.ts";
import type { LocalEngineOptions } from "./context.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

const run = (attempt = 1): RunId => ({ alloc: 1, attempt, task: "main" });
const file = (path: string, content: string, given: Partial<TaskFile> = {}): TaskFile => ({
  path,
  content,
  encoding: "utf8",
  mode: 0o640,
  ...given,
});

const begin = async (options: Partial<LocalEngineOptions> = {}) => {
  const directories = createTestDirectories();
  cleanUps.push(directories.dispose);
  const engine = openTestEngine(directories, options);
  const seen = observe();
  await engine.open([], seen.listener);
  cleanUps.push(() => engine.close());
  const allocId = randomUUID();
  const ask = (files: readonly TaskFile[], command: readonly [string, ...string[]] = ["true"], attempt = 1) =>
    engine.start({ ...startRequest(allocId, run(attempt), command), files });
  return { engine, seen, allocId, ask, directories, directory: join(directories.dataDir, "alloc", allocId, "main") };
};

test("[E23] a task finds its files as they are to be: bytes, mode, and the directories filled in", async () => {
  const { engine, seen, allocId, ask } = await begin();
  ask(
    [
      file("local/a/b.conf", "dir=${NOMAD_TASK_DIR} $x 'ü'\n"),
      file("secrets/raw", "AP8K", { encoding: "base64", mode: 0o600 }),
    ],
    ["sh", "-c", "cat local/a/b.conf; od -An -tx1 secrets/raw; stat -c %a local/a/b.conf secrets/raw; pwd"],
  );
  await seen.next("exited", run());
  const [conf, bytes, ...rest] = (await readText(engine, allocId, "main")).trimEnd().split("\n");
  const place = rest.at(-1) ?? "";
  expect([conf, bytes?.trim(), ...rest]).toEqual([`dir=${place}/local $x 'ü'`, "00 ff 0a", "640", "600", place]);
});

test("[E23] another attempt writes them anew over whatever its predecessor left, and follows no link", async () => {
  const { seen, ask, directory } = await begin();
  ask([file("local/conf", "one")], ["sh", "-c", "ln -sf /etc/passwd local/conf; mkdir local/sub; ln -s / local/out"]);
  await seen.next("exited", run());
  expect(readlinkSync(join(directory, "local/conf"))).toBe("/etc/passwd");
  ask([file("local/conf", "two"), file("local/sub/x", "three")], ["true"], 2);
  await seen.next("exited", run(2));
  expect(readFileSync(join(directory, "local/conf"), "utf8")).toBe("two");
  expect(statSync(join(directory, "local/conf")).isFile()).toBe(true);
  ask([file("local/out/tmp/longshore-escape", "no")], ["true"], 3);
  expect((await seen.next("startFailed", run(3))).reason).toContain(
    "local/out/tmp/longshore-escape could not be written",
  );
});

test("[E23] what does not lie below local/ or secrets/ is refused, and nothing runs", async () => {
  for (const path of ["../x", "/etc/x", "local/../../x", "local", "tmp/x", "local//x"]) {
    const { seen, ask } = await begin();
    ask([file(path, "x")]);
    expect((await seen.next("startFailed", run())).reason).toContain("could not be written");
    expect(seen.of(run())).toEqual(["startFailed"]);
  }
});

test("[E23] a directory or a link to one in a file's place is a fault, not a way out", async () => {
  const { seen, ask, directory } = await begin();
  mkdirSync(join(directory, "local", "conf"), { recursive: true });
  writeFileSync(join(directory, "local", "conf", "kept"), "");
  ask([file("local/conf", "x")]);
  expect((await seen.next("startFailed", run())).reason).toContain("local/conf could not be written");
  rmSync(join(directory, "secrets"), { recursive: true });
  symlinkSync("/", join(directory, "secrets"));
  ask([file("secrets/x", "x")], ["true"], 2);
  expect((await seen.next("startFailed", run(2))).reason).toContain("secrets/x could not be written");
});

test("[E23] the files of another user's task are that user's", async ({ skip }) => {
  skip(process.geteuid?.() !== 0, "only root can start tasks as another user");
  const { engine, seen, allocId, directories } = await begin({ allowedUsers: ["nobody"] });
  chmodSync(directories.dataDir, 0o711);
  engine.start({
    ...startRequest(allocId, run(), ["sh", "-c", "stat -c '%U %a' local/sub local/sub/x; cat local/sub/x"]),
    user: "nobody",
    files: [file("local/sub/x", "mine", { mode: 0o600 })],
  });
  await seen.next("exited", run());
  expect(await readText(engine, allocId, "main")).toBe("nobody 755\nnobody 600\nmine");
});
