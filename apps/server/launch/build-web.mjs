import { node24 } from "./node-24.mjs";
import { runQuietly } from "./run.mjs";
import { fingerprint, once } from "./stamp.mjs";

const inputs = ["apps/web", "packages/api", "packages/core", "pnpm-lock.yaml"];

/** Builds the dashboard into apps/web/dist unless it was built from these very files. */
export const buildWeb = () =>
  once("apps/web/dist/.build-stamp", fingerprint(inputs), () =>
    runQuietly("building the dashboard", [
      node24(),
      "apps/web/node_modules/vite/bin/vite.js",
      "build",
      "apps/web",
      "--logLevel=warn",
    ]),
  );
