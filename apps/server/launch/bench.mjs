import { buildWeb } from "./build-web.mjs";
import { install } from "./install.mjs";
import { node24 } from "./node-24.mjs";
import { run } from "./run.mjs";

/** Runs the benchmark; the arguments are its own. */
export const bench = async (args) => {
  await install();
  await buildWeb();
  return run(node24(), ["apps/server/bench/main.ts", ...args]);
};
