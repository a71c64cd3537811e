import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const read = (path: string): string => readFileSync(root + path, "utf8");

/** Directories that are results of a command, never source. */
const results = new Set([".git", "node_modules", "dist", ".types", ".data", "test-results", "playwright-report"]);

const under = (directory: string): readonly string[] =>
  readdirSync(root + directory, { withFileTypes: true })
    .filter((entry) => !results.has(entry.name))
    .flatMap((entry) => (entry.isDirectory() ? under(`${directory}${entry.name}/`) : [directory + entry.name]));

/** The repository's files, as paths from its root. */
const files = under("");

const ranks: Readonly<Record<string, number>> = {
  "@longshore/core": 0,
  "@longshore/api": 1,
  "@longshore/dialects": 1,
  "@longshore/store": 1,
  "@longshore/engines": 2,
  "@longshore/server": 3,
  "@longshore/web": 3,
  "@longshore/e2e": 4,
};

type Manifest = {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
};

const manifests = files
  .filter((path) => /^(apps\/\w+|packages\/\w+|e2e)\/package\.json$/.test(path))
  .map((path) => JSON.parse(read(path)) as Manifest);

test("the specification's rules each stand in the title of a test", () => {
  const rules = [...read("packages/core/SPEC.md").matchAll(/^- \*\*([A-Z]\d+[a-z]?)\*\*/gm)].map((match) => match[1]);
  const tests = files.filter((path) => /\.(test|e2e|contract)\.tsx?$/.test(path)).map(read);
  const shown = new Set(tests.flatMap((text) => [...text.matchAll(/\[([A-Z]\d+[a-z]?)\]/g)].map((match) => match[1])));
  expect(rules.length).toBeGreaterThan(0);
  expect(rules.filter((rule) => !shown.has(rule))).toEqual([]);
  expect(rules.filter((rule, at) => rules.indexOf(rule) !== at)).toEqual([]);
});

test("a room depends on rooms of lower rank only", () => {
  const upward = manifests.flatMap(({ name, dependencies, devDependencies }) =>
    Object.keys({ ...dependencies, ...devDependencies })
      .filter((dependency) => dependency.startsWith("@longshore/"))
      .filter((dependency) => (ranks[dependency] ?? Infinity) >= (ranks[name] ?? -1))
      .map((dependency) => `${name} -> ${dependency}`),
  );
  expect(manifests.map(({ name }) => name).toSorted()).toEqual(Object.keys(ranks).toSorted());
  expect(upward).toEqual([]);
});

test("the top level holds the rooms and nothing else", () => {
  const known = ["apps", "packages", "e2e", "package.json", "pnpm-workspace.yaml", "tsconfig.base.json", "README.md"];
  const allowed = new Set([...known, "pnpm-lock.yaml", "LICENSE"]);
  const top = new Set(files.map((path) => path.split("/")[0] ?? ""));
  expect([...top].filter((name) => !name.startsWith(".") && !allowed.has(name))).toEqual([]);
});

test("no file puts work off", () => {
  // Written apart so that this file does not find itself.
  const marks = new RegExp(`\\b(?:${["TO" + "DO", "FIX" + "ME", "X" + "XX"].join("|")})\\b`);
  const texts = files.filter((path) => path !== "pnpm-lock.yaml" && !/\.(png|ico|woff2?)$/.test(path));
  expect(texts.filter((path) => marks.test(read(path)))).toEqual([]);
});
