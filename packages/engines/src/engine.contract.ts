import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import type { RunId } from "@longshore/core/model";
import type { Engine, StartRequest } from "./engine.ts";
import { observe, readText, startRequest } from "./engine-observation.ts";

/** What to ask of an engine's driver so that a task behaves as the contract needs it. */
export type Behaviour = Pick<StartRequest, "driver" | "config">;

export type EngineUnderTest = {
  readonly engine: Engine;
  readonly dispose: () => Promise<void>;
  readonly tasks: {
    readonly writesAndExits: (text: string, exitCode: number) => Behaviour;
    readonly diesBySignal: (signal: number) => Behaviour;
    readonly cannotStart: (command: string) => Behaviour;
    /** Writes `ready`, and goes on until the kill signal comes; then it exits with 3. */
    readonly polite: Behaviour;
    /** Writes `ready`, and goes on whatever signal but SIGKILL comes. */
    readonly deaf: Behaviour;
    readonly stays: Behaviour;
  };
};

const run = (task: string, attempt = 1): RunId => ({ alloc: 1, attempt, task });

/** What every engine promises; an implementation's own tests add what only it can show. */
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
      const allocId = randomUUID();
      const start = (id: RunId, behaviour: Behaviour): void =>
        under.engine.start({ ...startRequest(allocId, id, ["true"]), ...behaviour });
      return { engine: under.engine, seen, allocId, start, tasks: under.tasks };
    };

    test("[E5] a task is reported as started, then as exited with its status", async () => {
      const { engine, seen, allocId, start, tasks } = await begin();
      start(run("seven"), tasks.writesAndExits("out\n", 7));
      expect(await seen.next("exited", run("seven"))).toMatchObject({ exitCode: 7, signal: 0 });
      expect(seen.of(run("seven"))).toEqual(["started", "exited"]);
      expect(await readText(engine, allocId, "seven")).toBe("out\n");
    });

    test("[E5] a death by signal is reported as that signal", async () => {
      const { seen, start, tasks } = await begin();
      start(run("term"), tasks.diesBySignal(15));
      expect(await seen.next("exited", run("term"))).toMatchObject({ exitCode: 143, signal: 15 });
    });

    test("[E4] a command that does not exist is a failed start with a reason, and nothing ran", async () => {
      const { seen, start, tasks } = await begin();
      start(run("none"), tasks.cannotStart("no-such-command-here"));
      expect((await seen.next("startFailed", run("none"))).reason).toContain("command not found: no-such-command-here");
      expect(seen.of(run("none"))).toEqual(["startFailed"]);
    });

    test("[E6] a start that is asked for twice happens once", async () => {
      const { engine, seen, allocId, start, tasks } = await begin();
      const behaviour = tasks.writesAndExits("started\n", 0);
      start(run("once"), behaviour);
      start(run("once"), behaviour);
      await seen.next("exited", run("once"));
      start(run("once"), behaviour);
      start(run("after"), behaviour);
      await seen.next("exited", run("after"));
      expect(await readText(engine, allocId, "once")).toBe("started\n");
      expect(seen.of(run("once"))).toEqual(["started", "exited"]);
    });

    test("[E7] a stop sends the kill signal, which the task may answer", async () => {
      const { engine, seen, allocId, start, tasks } = await begin();
      start(run("polite"), tasks.polite);
      await seen.next("started", run("polite"));
      await untilText(engine, allocId, "polite");
      engine.stop({ run: run("polite"), allocId, killSignal: "SIGINT", killTimeoutMs: 5_000 });
      expect(await seen.next("exited", run("polite"))).toMatchObject({ exitCode: 3, signal: 0 });
      expect(seen.of(run("polite"))).toEqual(["started", "signalled", "exited"]);
    });

    test("[E7] a task that ignores the kill signal is killed when its time is over", async () => {
      const { engine, seen, allocId, start, tasks } = await begin();
      start(run("deaf"), tasks.deaf);
      await untilText(engine, allocId, "deaf");
      engine.stop({ run: run("deaf"), allocId, killSignal: "SIGTERM", killTimeoutMs: 150 });
      expect(await seen.next("exited", run("deaf"))).toMatchObject({ signal: 9 });
      expect(seen.of(run("deaf"))).toEqual(["started", "signalled", "signalled", "exited"]);
    });

    test("[E13] a run whose stop was asked for first never starts", async () => {
      const { engine, seen, allocId, start, tasks } = await begin();
      engine.stop({ run: run("early"), allocId, killSignal: "SIGTERM", killTimeoutMs: 100 });
      start(run("early"), tasks.writesAndExits("ran\n", 0));
      start(run("other"), tasks.writesAndExits("", 0));
      await seen.next("exited", run("other"));
      expect(seen.of(run("early"))).toEqual(["startFailed"]);
      expect(await readText(engine, allocId, "early")).toBe("");
    });

    test("[E14] a log is read by byte offset, and a later attempt appends to it", async () => {
      const { engine, seen, allocId, start, tasks } = await begin();
      for (const attempt of [1, 2]) {
        start(run("log", attempt), tasks.writesAndExits(`attempt${attempt}`, 0));
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
      const { engine, seen, allocId, start, tasks } = await begin();
      start(run("stay"), tasks.stays);
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
