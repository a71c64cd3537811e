import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "./client.ts";

export type Work = {
  readonly id: string;
  readonly type: "batch" | "service";
  readonly count: number;
  readonly command: string;
  readonly args?: readonly string[];
  /** Megabytes that each of its logs may take on disk. */
  readonly logMegabytes?: number;
};

/** As small as a job may be, so that the machine's size does not bound how many run at once. */
const smallest = { CPU: 1, MemoryMB: 10 };

/** A Nomad job of one group with one task, which is never tried again. */
const definition = ({ id, type, count, command, args = [], logMegabytes = 5 }: Work) => ({
  ID: id,
  Name: id,
  Type: type,
  Datacenters: ["*"],
  TaskGroups: [
    {
      Name: "main",
      Count: count,
      EphemeralDisk: { SizeMB: logMegabytes + 5 },
      RestartPolicy: { Attempts: 0, Mode: "fail" },
      ReschedulePolicy: { Attempts: 0, Unlimited: false },
      Tasks: [
        {
          Name: "main",
          Driver: "raw_exec",
          Config: { command, args },
          Resources: smallest,
          LogConfig: { MaxFiles: 1, MaxFileSizeMB: logMegabytes },
        },
      ],
    },
  ],
});

export const submit = async (client: Client, work: Work): Promise<void> => {
  const { status, body } = await client.send("POST", "/v1/jobs", { Job: definition(work) });
  if (status !== 200) throw new Error(`The job was refused with ${String(status)}: ${body.slice(0, 300)}`);
};

export const purge = async (client: Client, id: string): Promise<void> => {
  await client.send("DELETE", `/v1/job/${id}?purge=true`);
};

export type Counts = {
  readonly Queued: number;
  readonly Starting: number;
  readonly Running: number;
  readonly Complete: number;
  readonly Failed: number;
  readonly Lost: number;
};

export const countsOf = async (client: Client, id: string): Promise<Counts> => {
  const { Summary } = await client.get<{ readonly Summary: Readonly<Record<string, Counts>> }>(`/v1/job/${id}/summary`);
  return Summary["main"] ?? { Queued: 0, Starting: 0, Running: 0, Complete: 0, Failed: 0, Lost: 0 };
};

/** Before anything is done, counts are read this often, in milliseconds. */
const firstPollMs = 25;
/** The error of what is timed, in milliseconds. */
const lastPollMs = 5;

/** Half of the time that the rest will take by what was done so far: few reads on the way, many at the end. */
export const pollAfterMs = (done: number, left: number, elapsedMs: number): number =>
  done === 0 ? firstPollMs : Math.min(Math.max((left * elapsedMs) / done / 2, lastPollMs), 500);

/** Waits until so many allocations are in a state; refuses when one failed or was lost, or after `limitMs`. */
export const reach = async (
  client: Client,
  id: string,
  wanted: { readonly state: "Running" | "Complete"; readonly count: number; readonly limitMs: number },
): Promise<void> => {
  const from = performance.now();
  for (;;) {
    const counts = await countsOf(client, id);
    if (counts.Failed + counts.Lost > 0) throw new Error(`Of ${id}, some failed: ${JSON.stringify(counts)}`);
    if (counts[wanted.state] >= wanted.count) return;
    const elapsedMs = performance.now() - from;
    if (elapsedMs > wanted.limitMs) throw new Error(`${id} took too long: ${JSON.stringify(counts)}`);
    const done = counts[wanted.state];
    await delay(pollAfterMs(done, wanted.count - done, elapsedMs));
  }
};
