import { startLongshore } from "../../harness/longshore.ts";
import { purge, reach, submit } from "../../harness/jobs.ts";
import { removeAndSettle, scratchDirectory } from "../../harness/scratch.ts";
import { run as runProgram } from "../../harness/program.ts";
import { command, type Contender } from "../contender.ts";

const limitMs = 240_000;

/** Ours: one batch job of so many allocations, from the request that registers it to the summary that has every exit. */
export const openLongshore = async (options: readonly string[] = []): Promise<Contender> => {
  const dataDir = scratchDirectory("longshore");
  const { client, end, remove } = await startLongshore(dataDir, options);
  let round = 0;
  return {
    name: "Longshore",
    durability: "every exit record flushed before it is reported",
    run: async (count) => {
      round += 1;
      const id = `starts-${String(round)}`;
      const from = performance.now();
      await submit(client, { id, type: "batch", count, command });
      await reach(client, id, { state: "Complete", count, limitMs });
      const seconds = (performance.now() - from) / 1000;
      await purge(client, id);
      await runProgram(["sync"]);
      return seconds;
    },
    close: async () => {
      await end();
      await remove();
      await removeAndSettle(dataDir);
    },
  };
};
