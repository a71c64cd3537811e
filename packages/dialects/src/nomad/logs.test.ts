import { expect, test } from "vitest";
import type { LogAddress } from "../dialect.ts";
import { exchange, reply } from "../testing/exchange.ts";
import { memoryDesk, type MemoryDesk } from "../testing/memory-desk.ts";
import { nomad } from "./nomad.ts";

const definition = {
  ID: "talker",
  Type: "batch",
  TaskGroups: [
    {
      Name: "g",
      EphemeralDisk: { SizeMB: 10 },
      RestartPolicy: { Attempts: 0 },
      Tasks: [{ Name: "main", Driver: "raw_exec", Config: { command: "/bin/echo" } }],
    },
  ],
};

const talker = async (): Promise<{ desk: MemoryDesk; log: LogAddress; path: string }> => {
  const desk = memoryDesk();
  await exchange(nomad, desk, { method: "PUT", target: "/v1/jobs", body: { Job: definition } });
  desk.startAll();
  const allocId = desk.allocationsOf("talker")[0]?.id ?? "";
  return { desk, log: { allocId, task: "main", stream: "stdout" }, path: `/v1/client/fs/logs/${allocId}` };
};

test("[N13] plain, by offset from the start and from the end", async () => {
  const { desk, log, path } = await talker();
  desk.appendLog(log, "0123456789");
  const plain = async (query: string) => {
    const answer = await exchange(nomad, desk, { target: `${path}?task=main&type=stdout&plain=true${query}` });
    expect(answer.headers["Content-Type"]).toBe("text/plain; charset=utf-8");
    return answer.text;
  };
  expect(await plain("")).toBe("0123456789");
  expect(await plain("&offset=4")).toBe("456789");
  expect(await plain("&origin=end&offset=3")).toBe("789");
  expect(await plain("&origin=end&offset=30")).toBe("0123456789");
  expect(await plain("&origin=end")).toBe("");
  expect(await plain("&offset=99")).toBe("");
  desk.dropLogHead(log, 6);
  expect(await plain("&offset=2")).toBe("6789");
  expect(await plain("&origin=end&offset=8")).toBe("6789");
});

test("[N13] framed: base64, one file, the offset after the data, at most 64 KiB", async () => {
  const { desk, log, path } = await talker();
  desk.appendLog(log, "ä".repeat(40_000));
  const answer = await exchange(nomad, desk, { target: `${path}?task=main&type=stdout` });
  expect(answer.headers["Content-Type"]).toBe("application/json");
  const frames = answer.text
    .split(/(?<=\})(?=\{)/)
    .map((text) => JSON.parse(text) as { Data: string; File: string; Offset: number });
  expect(frames.map(({ File, Offset }) => [File, Offset])).toEqual([
    ["alloc/logs/main.stdout.0", 65_536],
    ["alloc/logs/main.stdout.0", 80_000],
  ]);
  const { Data } = frames[1] ?? { Data: "" };
  expect(Data).toBe(btoa("\u00c3\u00a4".repeat(7232)));
});

test("[N13] without follow it ends where the log ended when asked", async () => {
  const { desk, log, path } = await talker();
  desk.appendLog(log, "first");
  const { body } = await reply(nomad, desk, { target: `${path}?task=main&type=stdout&plain=true` });
  desk.appendLog(log, "later");
  let text = "";
  if (typeof body === "object" && Symbol.asyncIterator in body)
    for await (const piece of body) text += new TextDecoder().decode(piece as Uint8Array);
  expect(text).toBe("first");
});

test("[N13] with follow it goes on until the allocation has ended, with a sign of life", async () => {
  const { desk, log, path } = await talker();
  desk.appendLog(log, "a");
  const { body } = await reply(nomad, desk, { target: `${path}?task=main&type=stdout&follow=true` });
  if (!(typeof body === "object" && Symbol.asyncIterator in body)) throw new Error("not a stream");
  const stream = body[Symbol.asyncIterator]();
  const next = async () => (await stream.next()).value as string | undefined;
  expect(JSON.parse((await next()) ?? "")).toMatchObject({ Data: btoa("a"), Offset: 1 });
  const quiet = next();
  await Promise.resolve();
  await Promise.resolve();
  while (desk.waiting() === 0) await Promise.resolve();
  desk.pass(1000);
  expect(await quiet).toBe("{}");
  const more = next();
  while (desk.waiting() === 0) await Promise.resolve();
  desk.appendLog(log, "b");
  expect(await more).toBe("{}");
  expect(JSON.parse((await next()) ?? "")).toMatchObject({ Data: btoa("b"), Offset: 2 });
  desk.appendLog(log, "c");
  desk.endAll("talker", 0);
  expect(JSON.parse((await next()) ?? "")).toMatchObject({ Data: btoa("c"), Offset: 3 });
  expect((await stream.next()).done).toBe(true);
});

test("[N13] what is missing or wrong is said", async () => {
  const { desk, path } = await talker();
  const answer = async (target: string) => {
    const { status, text } = await exchange(nomad, desk, { target });
    return [status, text];
  };
  expect(await answer(path)).toEqual([400, "must provide task name"]);
  expect(await answer(`${path}?task=main`)).toEqual([400, "must provide log type (stdout/stderr)"]);
  expect(await answer(`${path}?task=main&type=stdout&origin=middle`)).toEqual([400, "origin must be start or end"]);
  expect(await answer(`${path}?task=none&type=stdout`)).toEqual([400, 'unknown task name "none"']);
  expect(await answer(`${path}?task=main&type=stdout`)).toEqual([
    404,
    'task "main" not started yet. No logs available',
  ]);
  expect((await answer(`${path}?task=main&type=stdout&follow=perhaps`))[0]).toBe(400);
  expect((await answer(`${path}?task=main&type=stdout&offset=x`))[0]).toBe(400);
  expect(await answer("/v1/client/fs/logs/nothing?task=main&type=stdout")).toEqual([
    404,
    'Unknown allocation "nothing"',
  ]);
});
