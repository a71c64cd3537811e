import { closeSync, existsSync, openSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "./context.ts";

const claimPath = (context: Context, id: string): string => join(context.runDir.claims, id);

export const isClaimed = (context: Context, id: string): boolean => existsSync(claimPath(context, id));

/**
 * Takes the claim in the shim's place, so that this run can never start, whatever is still on its way to the launcher.
 * False when a shim was faster: then it runs, or ran.
 */
export const forbidStart = (context: Context, id: string): boolean => {
  try {
    const fd = openSync(claimPath(context, id), "wx", 0o600);
    writeSync(fd, "never to be started\n");
    closeSync(fd);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
};

/** Only for a run that is over and committed as such: nobody asks for its start any more. */
export const dropClaim = (context: Context, id: string): void => {
  try {
    unlinkSync(claimPath(context, id));
  } catch {
    // It had none, or it went with the run directory.
  }
};
