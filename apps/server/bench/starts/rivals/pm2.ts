import { installed } from "../../harness/packages.ts";
import { scratchDirectory } from "../../harness/scratch.ts";
import { defer } from "../../harness/cleanup.ts";
import { endTasksOf } from "../../harness/longshore.ts";
import type { Contender } from "../contender.ts";
import { openHost } from "./hosted.ts";

const packages = { pm2: "7.0.4" };

/** Its daemon lives in a session of its own and is found by its home directory. */
export const openPm2 = async (): Promise<Contender> => {
  const directory = await installed("pm2", packages);
  const home = scratchDirectory("pm2");
  const undo = defer(() => endTasksOf(home));
  const host = await openHost({
    file: "pm2.ts",
    packages: directory,
    env: { PM2_HOME: home, HOME: home, PATH: process.env["PATH"] },
  });
  return {
    name: `pm2 ${packages.pm2}`,
    durability: "none: exit statuses are in memory",
    most: 100,
    run: host.run,
    close: async () => {
      await host.close();
      await undo();
    },
  };
};
