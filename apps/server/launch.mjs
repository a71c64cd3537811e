/**
 * What `npm start`, `npm test` and `npm run bench` run. It is the only part that has to work on the machine's own Node
 * (20 or newer) with nothing installed, so it and `launch/` are plain JavaScript without dependencies.
 */
import { chdir, argv, exit } from "node:process";
import { fileURLToPath } from "node:url";
import { bench } from "./launch/bench.mjs";
import { Stop } from "./launch/say.mjs";
import { start } from "./launch/start.mjs";
import { test } from "./launch/test.mjs";

const commands = { start, test, bench };

chdir(fileURLToPath(new URL("../..", import.meta.url)));
const [name, ...args] = argv.slice(2);
const command = commands[name ?? ""];
try {
  if (command === undefined) throw new Stop("use: npm start, npm test or npm run bench");
  exit(await command(args));
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(`longshore: ${error.message}`);
  exit(error.exitCode);
}
