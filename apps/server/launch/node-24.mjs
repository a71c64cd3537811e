import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, resolve } from "node:path";
import { Stop } from "./say.mjs";

/** The Node that the lockfile pins, where a package carries one for this platform. */
const pinned = resolve("node_modules/.bin/node");

/** A package for another C library installs and then does not run, so the first use asks it. */
const runs = () =>
  realpathSync(pinned) === realpathSync(process.execPath) ||
  spawnSync(pinned, ["--version"], { stdio: "ignore" }).status === 0;

/** The path of the Node 24 that runs everything but the launcher: the pinned one, else the machine's own. */
export const node24 = () => {
  if (existsSync(pinned) && runs()) return pinned;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  throw new Stop(
    `no Node 24 is packaged for ${process.platform}-${process.arch}, and this is Node ${process.versions.node}: ` +
      "install Node 24 or newer from nodejs.org or your distribution, then run the same command again",
  );
};

/** An environment in which `node` and the installed tools are found first. */
export const toolEnvironment = () => ({
  PATH: [dirname(node24()), resolve("node_modules/.bin"), process.env.PATH].join(delimiter),
});
