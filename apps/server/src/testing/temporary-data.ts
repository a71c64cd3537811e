import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endEveryoneOf } from "./processes.ts";

export type TemporaryData = { readonly dataDir: string; readonly remove: () => Promise<void> };

const runDirectory = (dataDir: string): string | undefined => {
  try {
    return readFileSync(join(dataDir, "run-dir"), "utf8").split("\n")[1];
  } catch {
    return undefined;
  }
};

/** A data directory of a test; `remove` ends every process that was started from it and removes what it wrote. */
export const temporaryData = (): TemporaryData => {
  const dataDir = join(realpathSync(mkdtempSync(join(tmpdir(), "longshore-server-"))), "data");
  return {
    dataDir,
    remove: async () => {
      await endEveryoneOf(dataDir);
      const controls = runDirectory(dataDir);
      if (controls !== undefined && controls !== "") rmSync(controls, { recursive: true, force: true });
      rmSync(join(dataDir, ".."), { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
