import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { describeEngine, untilText } from "../engine.contract.ts";
import { observe, readText, startRequest } from "../engine-observation.ts";
import { createTestDirectories, openTestEngine } from "./test-engine.ts";

const runs = (...[command, ...args]: readonly [string, ...string[]]) => ({
  driver: "raw_exec",
  config: { command, args },
});
const shell = (script: string) => runs("sh", "-c", script);

const make = () => {
  const directories = createTestDirectories();
  const engine = openTestEngine(directories);
  const dispose = async () => {
    await engine.close();
    await directories.dispose();
  };
  return { engine, dispose };
};

describeEngine("the local engine", () => ({
  ...make(),
  tasks: {
    writesAndExits: (text, exitCode) => shell(`printf '%s' '${text}'; exit ${exitCode}`),
    diesBySignal: (signal) => shell(`kill -${signal} $$`),
    cannotStart: (command) => runs(command),
    polite: shell("trap 'exit 3' INT; echo ready; while :; do sleep 0.02; done"),
    deaf: shell("trap '' TERM INT; echo ready; while :; do sleep 0.02; done"),
    stays: runs("sleep", "30"),
  },
}));

const opened = async () => {
  const { engine, dispose } = make();
  const seen = observe();
  await engine.open([], seen.listener);
  return { engine, seen, allocId: randomUUID(), [Symbol.asyncDispose]: dispose };
};

test("[E3] arguments arrive as they are: quotes, newlines, spaces, other scripts, leading dashes", async () => {
  await using under = await opened();
  const { engine, seen, allocId } = under;
  const run = { alloc: 1, attempt: 1, task: "args" };
  const args = [
    "'; touch /tmp/never; '",
    "a\nb",
    "",
    " ",
    "$HOME `id` $(id) \\n \\",
    "-n",
    "żółć 🚢 \u0081\u0088",
    '"',
    "*",
    "!",
  ];
  engine.start(startRequest(allocId, run, ["/usr/bin/printf", "[%s]", ...args]));
  await seen.next("exited", run);
  expect(await readText(engine, allocId, "args")).toBe(args.map((arg) => `[${arg}]`).join(""));
});

test("[E7] what a task does on the kill signal is its own: it may write and choose its status", async () => {
  await using under = await opened();
  const { engine, seen, allocId } = under;
  const run = { alloc: 1, attempt: 1, task: "polite" };
  const { config } = shell("trap 'echo bye; exit 3' INT; echo ready; while :; do sleep 0.02; done");
  engine.start({ ...startRequest(allocId, run, ["sh"]), config });
  await untilText(engine, allocId, "polite");
  engine.stop({ run, allocId, killSignal: "SIGINT", killTimeoutMs: 5_000 });
  await seen.next("exited", run);
  expect(await readText(engine, allocId, "polite")).toBe("ready\nbye\n");
});
