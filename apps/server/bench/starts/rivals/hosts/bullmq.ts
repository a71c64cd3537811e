import { load, runTask, serve, type Task } from "./serve.ts";

/** What is used of BullMQ and ioredis. */
type Job = { readonly data: Task };
type Connection = { readonly disconnect: () => void };
type Queue = {
  readonly addBulk: (jobs: readonly { readonly name: string; readonly data: Task }[]) => Promise<unknown>;
  readonly obliterate: (options: { readonly force: boolean }) => Promise<void>;
};
type Worker = {
  readonly on: (event: "completed", listener: () => void) => void;
  readonly waitUntilReady: () => Promise<void>;
};
type BullMq = {
  readonly Queue: new (name: string, options: { readonly connection: Connection }) => Queue;
  readonly Worker: new (
    name: string,
    process: (job: Job) => Promise<number>,
    options: { readonly connection: Connection; readonly concurrency: number },
  ) => Worker;
};

const { Queue, Worker } = load("bullmq") as BullMq;
const { Redis } = load("ioredis") as {
  readonly Redis: new (path: string, options: { readonly maxRetriesPerRequest: null }) => Connection;
};
const [, , , socket = "", concurrency = "8"] = process.argv;
const connect = (): Connection => new Redis(socket, { maxRetriesPerRequest: null });

const queue = new Queue("starts", { connection: connect() });
let left = 0;
let done = (): void => undefined;
const worker = new Worker("starts", (job) => runTask(job.data), {
  connection: connect(),
  concurrency: Number(concurrency),
});
worker.on("completed", () => {
  left -= 1;
  if (left === 0) done();
});
await worker.waitUntilReady();

/** The exit status is the job's return value, which the worker has stored before it says that the job is complete. */
await serve(async (count, directory) => {
  left = count;
  const finished = new Promise<void>((resolve) => (done = resolve));
  await queue.addBulk(Array.from({ length: count }, (_, id) => ({ name: "start", data: { id, directory } })));
  await finished;
});
process.exit(0);
