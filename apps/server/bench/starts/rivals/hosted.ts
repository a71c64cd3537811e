import { createInterface } from "node:readline";
import { once } from "node:events";
import { join } from "node:path";
import { start, type Running } from "../../harness/program.ts";
import { removeAndSettle, scratchDirectory } from "../../harness/scratch.ts";

/** Seconds that one run may take before its host is given up. */
const limitSeconds = 300;

/**
 * A Node process that hosts a library: it reads a line `{count, directory}` and answers with a line of the seconds it took.
 * The library is loaded, connected and warm before the first line.
 */
export type Host = { readonly run: (count: number) => Promise<number>; readonly close: () => Promise<void> };

/** `file` is run by this same Node. Its arguments: the directory whose `node_modules` has its packages, then `args`. */
export const openHost = async (
  { file, packages, env }: { readonly file: string; readonly packages: string; readonly env?: NodeJS.ProcessEnv },
  args: readonly string[] = [],
): Promise<Host> => {
  const running: Running = start(
    [process.execPath, join(import.meta.dirname, "hosts", file), packages, ...args],
    { env: env ?? { PATH: process.env["PATH"] } },
    ["pipe", "pipe", "inherit"],
  );
  const { stdout, stdin } = running.child;
  if (stdout === null || stdin === null) throw new Error(`${file} has no pipes`);
  const lines = createInterface(stdout);
  const ended = new Promise<never>((_, reject) => {
    running.child.once("exit", (status, signal) => reject(new Error(`${file} ended (${String(status ?? signal)})`)));
  });
  ended.catch(() => undefined);
  const answer = async (): Promise<string> => {
    const late = AbortSignal.timeout(limitSeconds * 1000);
    const [line] = (await Promise.race([once(lines, "line", { signal: late }), ended])) as [string];
    return line;
  };
  await answer();
  return {
    run: async (count) => {
      const directory = scratchDirectory("hosted");
      const answered = answer();
      stdin.write(`${JSON.stringify({ count, directory })}\n`);
      const seconds = Number(await answered);
      await removeAndSettle(directory);
      return seconds;
    },
    close: () => running.end(),
  };
};
