import { load, runTask, serve, type Task } from "./serve.ts";

/** What is used of graphile-worker and pg. */
type Query = (text: string, values?: readonly unknown[]) => Promise<unknown>;
type Helpers = { readonly query: Query };
type GraphileWorker = {
  readonly run: (options: {
    readonly connectionString: string;
    readonly concurrency: number;
    readonly noHandleSignals: boolean;
    readonly pollInterval: number;
    readonly logger: unknown;
    readonly taskList: Readonly<Record<string, (task: Task, helpers: Helpers) => Promise<void>>>;
  }) => Promise<unknown>;
  readonly Logger: new (factory: () => () => void) => unknown;
};
type Pool = { readonly query: Query };

const graphile = load("graphile-worker") as GraphileWorker;
const { Pool } = load("pg") as { readonly Pool: new (options: { readonly connectionString: string }) => Pool };
const [, , , connectionString = "", concurrency = "8"] = process.argv;
const pool = new Pool({ connectionString });
let left = 0;
let done = (): void => undefined;

/** A finished job's row is deleted, so its exit status is recorded in a table of its own. */
await pool.query("CREATE TABLE exit_record (directory text, id int, status int)");
await graphile.run({
  connectionString,
  concurrency: Number(concurrency),
  noHandleSignals: true,
  pollInterval: 1000,
  logger: new graphile.Logger(() => () => undefined),
  taskList: {
    start: async (task, { query }) => {
      const status = await runTask(task);
      await query("INSERT INTO exit_record VALUES ($1, $2, $3)", [task.directory, task.id, status]);
      left -= 1;
      if (left === 0) done();
    },
  },
});

await serve(async (count, directory) => {
  left = count;
  const finished = new Promise<void>((resolve) => (done = resolve));
  await pool.query(
    `SELECT count(graphile_worker.add_job('start', json_build_object('id', id, 'directory', $1::text)))
       FROM generate_series(1, $2::int) AS id`,
    [directory, count],
  );
  await finished;
});
process.exit(0);
