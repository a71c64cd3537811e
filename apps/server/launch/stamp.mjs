import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Directories that are results, never inputs. */
const results = new Set(["node_modules", "dist", ".types"]);

const filesAt = (path) => {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => !results.has(name));
  return names.toSorted().flatMap((name) => filesAt(join(path, name)));
};

/** A hash of the names and contents of the given files and directories: contents, because a checkout moves times. */
export const fingerprint = (paths) => {
  const hash = createHash("sha256");
  for (const file of paths.flatMap(filesAt)) hash.update(`${file}\0`).update(readFileSync(file)).update("\0");
  return hash.digest("hex");
};

/** Does the work unless `stamp` says that it was done for this very key. The stamp is written last. */
export const once = async (stamp, key, work) => {
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === key) return;
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
};
