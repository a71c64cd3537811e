import { join } from "node:path";
import { Missing } from "../../harness/packages.ts";
import { findProgram, run, versionOf } from "../../harness/program.ts";
import { removeAndSettle, scratchDirectory } from "../../harness/scratch.ts";
import { command, type Contender } from "../contender.ts";

/** What one run is for a program that knows no files: both logs, and the exit status in a third. */
const line = `${command} >"$0/$1.out" 2>"$0/$1.err"; echo $? >"$0/$1.exit"`;

const timed = async (words: (directory: string) => string): Promise<number> => {
  const directory = scratchDirectory("commands");
  const { seconds } = await run(["/bin/sh", "-c", words(directory)]);
  await removeAndSettle(directory);
  return seconds;
};

export const openXargs = async (): Promise<Contender> => {
  const version = await versionOf("xargs", /([\d.]+)\s*$/m);
  if (version === undefined) throw new Missing("xargs is not installed");
  return {
    name: `xargs ${version} -P4`,
    durability: "none: nothing is flushed",
    run: (count) => timed((directory) => `seq ${String(count)} | xargs -P4 -n1 /bin/sh -c '${line}' "${directory}"`),
  };
};

export const openParallel = async (): Promise<Contender> => {
  const version = await versionOf("parallel", /GNU parallel (\d+)/);
  const parallel = findProgram("parallel");
  if (version === undefined || parallel === undefined) throw new Missing("GNU parallel is not installed");
  return {
    name: `GNU parallel ${version} -j4`,
    durability: "none: --joblog is not flushed",
    run: (count) =>
      timed(
        (directory) =>
          `seq ${String(count)} | HOME="${directory}" "${parallel}" -j4 --will-cite --joblog "${join(directory, "job.log")}" '${command} >"${directory}"/{}.out 2>"${directory}"/{}.err'`,
      ),
  };
};
