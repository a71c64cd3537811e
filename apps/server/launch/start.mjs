import { resolve } from "node:path";
import { buildWeb } from "./build-web.mjs";
import { install } from "./install.mjs";
import { node24 } from "./node-24.mjs";
import { run } from "./run.mjs";
import { Stop } from "./say.mjs";

const examples = "npm start -- --port 4700 --data-dir PATH";

/** Options that npm keeps for itself when the `--` before them is missing. */
const options = ["port", "data-dir", "host", "allow-host", "simulate", "fleet", "demo"];

/** Refuses what is certainly a mistake; every other argument is the server's to judge. */
const refuseMistakes = (args) => {
  const swallowed = options.find((option) => `npm_config_${option.replace("-", "_")}` in process.env);
  if (swallowed !== undefined) throw new Stop(`npm kept --${swallowed} for itself; write: ${examples}`, 2);
  const positional = args.find((arg, at) => !arg.startsWith("-") && !/^--[^=]+$/.test(args[at - 1] ?? ""));
  if (positional !== undefined) throw new Stop(`unexpected argument ${positional}; write: ${examples}`, 2);
};

/** Installs, builds and serves; the arguments go to the server unchanged, its exit status comes back. */
export const start = async (args) => {
  refuseMistakes(args);
  await install();
  await buildWeb();
  const env = { NODE_COMPILE_CACHE: resolve("node_modules/.cache/node-compile") };
  return run(node24(), ["apps/server/src/main.ts", ...args], { env });
};
