import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { StoreInUse } from "./fault.ts";
import { openReadStore } from "./store.ts";
import { temporaryStore } from "./testing/temporary-store.ts";

const writer = fileURLToPath(new URL("testing/crash-writer.ts", import.meta.url));

test("[S3] a second store on the same file is refused, naming the file and the process that has it", () => {
  using temporary = temporaryStore();
  const store = temporary.open();
  expect(() => temporary.open()).toThrow(StoreInUse);
  expect(() => temporary.open()).toThrow(`${temporary.file} is in use by the process with pid ${String(process.pid)}`);
  store.close();
  temporary.open();
});

test("[S3] another process keeps it out too, even when somebody deleted the lock file; killed, it does not", async () => {
  using temporary = temporaryStore();
  const child = spawn(process.execPath, [writer, temporary.file], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  await once(child.stdout, "data");
  child.stdout.resume();
  const inUse = `in use by the process with pid ${String(child.pid)}`;
  try {
    expect(() => temporary.open()).toThrow(inUse);
    rmSync(`${temporary.file}.lock`);
    expect(() => temporary.open()).toThrow(inUse);
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
  expect(existsSync(`${temporary.file}.owner`)).toBe(true);
  temporary.open();
});

test("[S3] what a dead owner left behind locks nobody out: a reused pid, another boot, rubbish", () => {
  using temporary = temporaryStore();
  const self = {
    pid: process.ppid,
    startTicks: "1",
    bootId: readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
  };
  const left = [JSON.stringify(self), JSON.stringify({ ...self, bootId: "another" }), "", "{", "null", '"x"'];
  for (const owner of left) {
    writeFileSync(`${temporary.file}.owner`, owner);
    const store = temporary.open();
    expect(store.reader.index()).toBe(0);
    store.close();
  }
});

test("[S3] a damaged lock file locks nobody out", () => {
  using temporary = temporaryStore();
  writeFileSync(`${temporary.file}.lock`, "x".repeat(5000));
  temporary.open();
  expect(() => temporary.open()).toThrow(StoreInUse);
});

test("[S3] a read-only connection needs no lock and sees what is committed", () => {
  using temporary = temporaryStore();
  const store = temporary.open();
  const reading = openReadStore(temporary.file);
  try {
    expect(reading.reader.index()).toBe(0);
    store.recordAudit([]);
    expect(reading.oldestIndex()).toBe(1);
  } finally {
    reading.close();
  }
});
