import { mkdtempSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { defer } from "../../harness/cleanup.ts";
import { Missing } from "../../harness/packages.ts";
import { findProgram, run } from "../../harness/program.ts";
import { removeAndSettle, scratchDirectory } from "../../harness/scratch.ts";
import { rmSync } from "node:fs";
import { command, type Contender } from "../contender.ts";

const tmpfs = 0x01021994;

/** Control files lie where ours do: on tmpfs where there is one. */
const controlDirectory = (): string => {
  try {
    if (statfsSync("/dev/shm").type !== tmpfs) return scratchDirectory("control");
    const made = mkdtempSync("/dev/shm/longshore-bench-");
    defer(() => rmSync(made, { recursive: true, force: true }));
    return made;
  } catch {
    return scratchDirectory("control");
  }
};

const source = (name: string): string => join(import.meta.dirname, "../floor", name);

const setsid = (): string => {
  const found = findProgram("setsid");
  if (found === undefined) throw new Missing("setsid is not installed");
  return found;
};

const timed = async (line: (data: string, control: string) => readonly [string, ...string[]]): Promise<number> => {
  const data = scratchDirectory("floor");
  const control = controlDirectory();
  const { seconds } = await run(line(data, control));
  await removeAndSettle(data);
  rmSync(control, { recursive: true, force: true });
  return seconds;
};

const durability = "none: nothing is flushed";

/** A compiled loop; `inFlight` runs at a time. */
export const openCFloor = async (inFlight: number): Promise<Contender> => {
  const compiler = findProgram("cc") ?? findProgram("gcc");
  if (compiler === undefined) throw new Missing("no C compiler is installed");
  const program = join(scratchDirectory("compiled"), "floor");
  await run([compiler, "-O2", "-o", program, source("floor.c")]);
  return {
    name: `C loop, ${inFlight === 1 ? "one" : String(inFlight)} at a time`,
    durability,
    run: (count) =>
      timed((data, control) => [program, String(count), String(inFlight), data, control, setsid(), command]),
  };
};

/** A shell's loop, one run at a time. */
export const openShellFloor = async (): Promise<Contender> => {
  const shell = findProgram("dash") ?? findProgram("sh");
  if (shell === undefined) throw new Missing("no shell is installed");
  return {
    name: "sh loop, one at a time",
    durability,
    run: (count) =>
      timed((data, control) => [shell, source("floor.sh"), String(count), data, control, setsid(), command]),
  };
};
