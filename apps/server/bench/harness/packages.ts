import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram, run } from "./program.ts";

export const repository = fileURLToPath(new URL("../../../..", import.meta.url));
const cache = join(repository, "node_modules/.cache/bench");

/** A program or package that cannot be had; the message says why and stands in the result. */
export class Missing extends Error {
  override readonly name = "Missing";
}

/**
 * A directory in whose `node_modules` these exact versions are, installed with npm the first time and kept outside the
 * tracked files. No install script runs.
 */
export const installed = async (name: string, packages: Readonly<Record<string, string>>): Promise<string> => {
  const directory = join(cache, name);
  const manifest = JSON.stringify({ private: true, dependencies: packages });
  const stamp = join(directory, "package.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === manifest) return directory;
  const npm = findProgram("npm");
  if (npm === undefined) throw new Missing("npm is not installed");
  const unfinished = `${directory}.${String(process.pid)}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(join(unfinished, "package.json"), manifest);
  try {
    await run([npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"], {
      cwd: unfinished,
    });
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new Missing(`npm could not install it: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  rmSync(directory, { recursive: true, force: true });
  renameSync(unfinished, directory);
  return directory;
};
