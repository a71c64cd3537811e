import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import type { RunId } from "@longshore/core/model";
import type { Engine } from "./engine.ts";
import { observe, readText, startRequest } from "./engine-observation.ts";

export type EngineUnderTest = { readonly engine: Engine; readonly dispose: () => Promise<void> };

const run = (task: string, attempt = 1): RunId => ({ alloc: 1, attempt, task });

/** What every engine with a driver that runs commands promises; an implementation's own tests add what only it can show. */
export const describeEngine = (name: string, make: () => EngineUnderTest): void => {
  describe(`${name}, as an engine`, () => {
    const made: EngineUnderTest[] = [];
    afterEach(async () => {
      for (const each of made.splice(0)) await each.dispose();
    });
    const begin = async () => {
      const under = make();
      made.push(under);
      const seen = observe();
      await under.engine.open([], seen.listener);
      return { engine: under.engine, seen, allocId: randomUUID() };
    };

    test("[E5] a task is reported as started, then as exited with its status", async () => {
      const { engine, seen, allocId } = await begin();
      engine.start(startRequest(allocId, run("seven"), ["sh", "-c", "echo out; exit 7"]));
      expect(await seen.next("exited", run("seven"))).toMatchObject({ exitCode: 7, signal: 0 });
      expect(seen.of(run("seven"))).toEqual(["started", "exited"]);
      expect(await readText(engine, allocId, "seven")).toBe("out\n");
    });

    test("[E5] a death by signal is reported as that signal", async () => {
      const { engine, seen, allocId } = await begin();
      engine.start(startRequest(allocId, run("term"), ["sh", "-c", "kill -TERM $$"]));
      expect(await seen.next("exited", run("term"))).toMatchObject({ exitCode: 143, signal: 15 });
    });

    test("[E3] arguments arrive as they are: quotes, newlines, spaces, other scripts, leading dashes", async () => {
      const { engine, seen, allocId } = await begin();
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
      engine.start(startRequest(allocId, run("args"), ["/usr/bin/printf", "[%s]", ...args]));
      await seen.next("exited", run("args"));
      expect(await readText(engine, allocId, "args")).toBe(args.map((arg) => `[${arg}]`).join(""));
    });

    test("[E4] a command that does not exist is a failed start with a reason, and nothing ran", async () => {
      const { engine, seen, allocId } = await begin();
      engine.start(startRequest(allocId, run("none"), ["no-such-command-here"]));
      expect((await seen.next("startFailed", run("none"))).reason).toContain("command not found: no-such-command-here");
      expect(seen.of(run("none"))).toEqual(["startFailed"]);
    });

    test("[E6] a start that is asked for twice happens once", async () => {
      const { engine, seen, allocId } = await begin();
      const request = startRequest(allocId, run("once"), ["sh", "-c", "echo started"]);
      engine.start(request);
      engine.start(request);
      await seen.next("exited", run("once"));
      engine.start(request);
      engine.start(startRequest(allocId, run("after"), ["true"]));
      await seen.next("exited", run("after"));
      expect(await readText(engine, allocId, "once")).toBe("started\n");
      expect(seen.of(run("once"))).toEqual(["started", "exited"]);
    });

    test("[E7] a stop sends the kill signal, which the task may answer", async () => {
      const { engine, seen, allocId } = await begin();
      engine.start(
        startRequest(allocId, run("polite"), [
          "sh",
          "-c",
          "trap 'echo bye; exit 3' INT; echo ready; while :; do sleep 0.02; done",
        ]),
      );
      await seen.next("started", run("polite"));
      await untilText(engine, allocId, "polite");
      engine.stop({ run: run("polite"), allocId, killSignal: "SIGINT", killTimeoutMs: 5_000 });
      expect(await seen.next("exited", run("polite"))).toMatchObject({ exitCode: 3, signal: 0 });
      expect(seen.of(run("polite"))).toEqual(["started", "signalled", "exited"]);
      expect(await readText(engine, allocId, "polite")).toBe("ready\nbye\n");
    });

    test("[E7] a task that ignores the kill signal is killed when its time is over", async () => {
      const { engine, seen, allocId } = await begin();
      engine.start(
        startRequest(allocId, run("deaf"), ["sh", "-c", "trap '' TERM INT; echo ready; while :; do sleep 0.02; done"]),
      );
      await untilText(engine, allocId, "deaf");
      engine.stop({ run: run("deaf"), allocId, killSignal: "SIGTERM", killTimeoutMs: 150 });
      expect(await seen.next("exited", run("deaf"))).toMatchObject({ signal: 9 });
      expect(seen.of(run("deaf"))).toEqual(["started", "signalled", "signalled", "exited"]);
    });

    test("[E13] a run whose stop was asked for first never starts", async () => {
      const { engine, seen, allocId } = await begin();
      engine.stop({ run: run("early"), allocId, killSignal: "SIGTERM", killTimeoutMs: 100 });
      engine.start(startRequest(allocId, run("early"), ["sh", "-c", "echo ran"]));
      engine.start(startRequest(allocId, run("other"), ["true"]));
      await seen.next("exited", run("other"));
      expect(seen.of(run("early"))).toEqual(["startFailed"]);
      expect(await readText(engine, allocId, "early")).toBe("");
    });

    test("[E14] a log is read by byte offset, and a later attempt appends to it", async () => {
      const { engine, seen, allocId } = await begin();
      for (const attempt of [1, 2]) {
        engine.start(startRequest(allocId, run("log", attempt), ["sh", "-c", `printf 'attempt${attempt}'`]));
        await seen.next("exited", run("log", attempt));
      }
      const read = await engine.readLog({ allocId, task: "log", stream: "stdout" }, 7, 4);
      expect({ ...read, bytes: Buffer.from(read?.bytes ?? []).toString() }).toEqual({
        head: 0,
        size: 16,
        offset: 7,
        bytes: "1att",
      });
      expect(await engine.logExtent({ allocId, task: "log", stream: "stderr" })).toEqual({ head: 0, size: 0 });
      expect(await engine.logExtent({ allocId, task: "none", stream: "stdout" })).toBeUndefined();
    });

    test("[E17] an allocation is removed only when nothing of it runs, and twice is as good as once", async () => {
      const { engine, seen, allocId } = await begin();
      engine.start(startRequest(allocId, run("stay"), ["sleep", "30"]));
      await seen.next("started", run("stay"));
      await expect(engine.remove(allocId)).rejects.toThrow(/still runs/);
      engine.stop({ run: run("stay"), allocId, killSignal: "SIGKILL", killTimeoutMs: 0 });
      await seen.next("exited", run("stay"));
      await expect.poll(() => engine.remove(allocId).then(() => "removed", String)).toBe("removed");
      await engine.remove(allocId);
      expect(await engine.logExtent({ allocId, task: "stay", stream: "stdout" })).toBeUndefined();
    });
  });
};

/** Waits until a task has written something, woken by the log's own watch. */
export const untilText = (engine: Engine, allocId: string, task: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      end();
      reject(new Error(`${task} wrote nothing`));
    }, 8_000);
    const look = async (): Promise<void> => {
      if ((await readText(engine, allocId, task)) === "") return;
      clearTimeout(timer);
      end();
      resolve();
    };
    const end = engine.watchLog({ allocId, task, stream: "stdout" }, () => void look());
    void look();
  });
