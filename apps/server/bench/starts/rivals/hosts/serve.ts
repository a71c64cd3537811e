import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";

export type Task = { readonly id: number; readonly directory: string };

/** Loads a package from the directory given as the first argument. Nothing here knows its types. */
export const load = (name: string): unknown => createRequire(join(process.argv[2] ?? "", "package.json"))(name);

/** Runs the command with both outputs in files of its own; resolves to the exit status. */
export const runTask = ({ id, directory }: Task): Promise<number> =>
  new Promise((resolve, reject) => {
    const out = openSync(join(directory, `${String(id)}.out`), "a");
    const err = openSync(join(directory, `${String(id)}.err`), "a");
    const child = spawn("/bin/true", [], { stdio: ["ignore", out, err], env: {} });
    closeSync(out);
    closeSync(err);
    child.on("error", reject);
    child.on("exit", (status, signal) => resolve(status ?? (signal === null ? 0 : 128)));
  });

/** Says that it is ready, then answers each order with the seconds it took. */
export const serve = async (order: (count: number, directory: string) => Promise<void>): Promise<void> => {
  process.stdout.write("ready\n");
  for await (const line of createInterface(process.stdin)) {
    const { count, directory } = JSON.parse(line) as { readonly count: number; readonly directory: string };
    const from = performance.now();
    await order(count, directory);
    process.stdout.write(`${String((performance.now() - from) / 1000)}\n`);
  }
};
