/**
 * Run before the browser tests: finds a Chromium that really starts, installs one if there is none, and prints what to
 * set LONGSHORE_CHROMIUM to. Progress goes to stderr.
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { chromium } from "@playwright/test";
import { chromiumsOnPath, playwrightsOwn } from "./find-chromium.ts";

const say = (line: string): void => console.error(`longshore: ${line}`);

/** An installed file may still be a stub, or lack libraries: only a browser that opens counts. */
const starts = async (candidate: string): Promise<boolean> => {
  try {
    const browser = await chromium.launch(candidate === playwrightsOwn ? {} : { executablePath: candidate });
    await browser.close();
    return true;
  } catch {
    return false;
  }
};

const firstThatStarts = async (candidates: readonly string[]): Promise<string | undefined> => {
  for (const candidate of candidates) if (await starts(candidate)) return candidate;
  return undefined;
};

const succeeds = (file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): boolean =>
  spawnSync(file, args, { stdio: ["ignore", "ignore", "ignore"], env: { ...process.env, ...env } }).status === 0;

const installWithPlaywright = (): boolean => {
  say("installing Playwright's Chromium …");
  const cli = join(dirname(createRequire(import.meta.url).resolve("@playwright/test/package.json")), "cli.js");
  return succeeds(process.execPath, [cli, "install", "chromium", "--only-shell"]);
};

const installWithApt = (): boolean => {
  if (process.getuid?.() !== 0) return false;
  say("installing the distribution's Chromium …");
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  return (
    succeeds("apt-get", ["update"], env) &&
    succeeds("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], env)
  );
};

const provide = async (): Promise<string | undefined> => {
  const named = process.env["LONGSHORE_CHROMIUM"];
  if (named !== undefined && named !== "") return firstThatStarts([named]);
  const installed = await firstThatStarts([...chromiumsOnPath(), playwrightsOwn]);
  if (installed !== undefined) return installed;
  if (installWithPlaywright() && (await starts(playwrightsOwn))) return playwrightsOwn;
  return installWithApt() ? firstThatStarts(chromiumsOnPath()) : undefined;
};

const found = await provide();
if (found === undefined) {
  say("no Chromium that starts: install one (Debian: apt-get install chromium) or set LONGSHORE_CHROMIUM to its path");
  process.exitCode = 1;
} else {
  console.log(found);
}
