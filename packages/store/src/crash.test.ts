import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryStore } from "./testing/temporary-store.ts";
import { verify } from "./verify.ts";

const writer = fileURLToPath(new URL("testing/crash-writer.ts", import.meta.url));

/** Lets the writer acknowledge so many batches, then kills it wherever it is; answers the last index it acknowledged. */
const killAfter = async (file: string, acknowledgements: number): Promise<number> => {
  const child = spawn(process.execPath, [writer, file], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    if (text.split("\n").length > acknowledgements) child.kill("SIGKILL");
  });
  await ended;
  const complete = text.slice(0, text.lastIndexOf("\n")).split("\n");
  return Number(complete.at(-1));
};

test("[S1] kill -9 at any moment loses nothing that was acknowledged and leaves no hole, and no lock", async () => {
  using temporary = temporaryStore();
  let before = 0;
  for (let round = 0; round < 10; round++) {
    const acknowledged = await killAfter(temporary.file, 1 + round * 23);
    const store = temporary.open();
    const index = store.reader.index();
    expect(acknowledged).toBeGreaterThan(before);
    expect(index).toBeGreaterThanOrEqual(acknowledged);
    expect(index % 3).toBe(0);
    const entries = store.journal(before, 100_000);
    expect(entries.map((entry) => entry.index)).toEqual(
      Array.from({ length: index - before }, (_, at) => before + 1 + at),
    );
    const { total } = store.reader.allocations({ namespace: "default", jobId: "crash" }, { limit: 1 });
    expect(total).toBe(index);
    expect(store.reader.allocationByKey(index)?.key).toBe(index);
    expect(store.effects()).toHaveLength(index / 3);
    store.close();
    expect(verify(temporary.file, temporary.file)).toEqual([]);
    before = index;
  }
}, 30_000);
