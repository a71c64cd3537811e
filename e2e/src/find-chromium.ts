import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The value of LONGSHORE_CHROMIUM that means the browser Playwright itself has installed. */
export const playwrightsOwn = "playwright";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Browsers on PATH, most preferred first. That a file is there does not mean that it runs. */
export const chromiumsOnPath = (): readonly string[] => {
  const directories = (process.env["PATH"] ?? "").split(delimiter).filter((directory) => directory !== "");
  return names.flatMap((name) =>
    directories.map((directory) => join(directory, name)).filter((path) => existsSync(path)),
  );
};

/** The executable that tests start: what LONGSHORE_CHROMIUM names, else the first on PATH; undefined is Playwright's own. */
export const chosenChromium = (): string | undefined => {
  const named = process.env["LONGSHORE_CHROMIUM"];
  if (named === undefined || named === "") return chromiumsOnPath()[0];
  return named === playwrightsOwn ? undefined : named;
};
