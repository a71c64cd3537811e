import { readFileSync, readdirSync } from "node:fs";
import { runQuietly } from "./run.mjs";
import { fingerprint, once } from "./stamp.mjs";

/** Every file that decides what is installed. */
const inputs = () => [
  "pnpm-lock.yaml",
  "pnpm-workspace.yaml",
  "package.json",
  "e2e/package.json",
  ...["apps", "packages"].flatMap((room) => readdirSync(room).map((name) => `${room}/${name}/package.json`)),
];

/** Installs what the lockfile says, with the pnpm that the root manifest pins, unless that is what is there. */
export const install = () =>
  once("node_modules/.install-stamp", fingerprint(inputs()), () => {
    const { packageManager } = JSON.parse(readFileSync("package.json", "utf8"));
    const command = ["npx", "--yes", packageManager, "install", "--frozen-lockfile", "--reporter=append-only"];
    const env = { npm_config_loglevel: "error", npm_config_update_notifier: "false" };
    return runQuietly("installing dependencies", command, { env });
  });
