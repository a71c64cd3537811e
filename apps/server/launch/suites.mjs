import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { node24 } from "./node-24.mjs";
import { run } from "./run.mjs";

/** No suite may hang for ever; far above every budget. */
const timeoutMs = 20 * 60_000;

/** A tool that either passes or fails counts as one test. */
const check = (name, command) => ({
  name,
  kind: "check",
  run: async ({ env }) => {
    const status = await run(command[0], command.slice(1), { env, timeoutMs });
    return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  },
});

/** A runner that ends badly without a failed test (a hook, an import, a signal) is still a failure. */
const atLeastOneFailure = (counts, status) => (status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts);

const nothing = { passed: 0, failed: 0, skipped: 0 };

const readReport = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined);

/** A file that cannot be imported has no tests at all, so it is counted by itself. */
const countVitest = (report) =>
  report === undefined
    ? nothing
    : {
        passed: report.numPassedTests,
        failed:
          report.numFailedTests +
          report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length,
        skipped: report.numPendingTests + report.numTodoTests,
      };

/** For what hangs; how long a test takes on a busy machine says nothing. Longer than any wait within a test, which says what did not come. */
const patience = ["--testTimeout=120000", "--hookTimeout=120000"];

const vitest = (name, { kind, budgetSeconds, filters }) => ({
  name,
  kind,
  budgetSeconds,
  run: async ({ env, directory }) => {
    const report = join(directory, `${name}.json`);
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const args = ["run", "--no-isolate", "--passWithNoTests", ...patience, ...reporters, ...filters];
    const status = await run("vitest", args, { env, timeoutMs });
    return atLeastOneFailure(countVitest(readReport(report)), status);
  },
});

const countPlaywright = (report) =>
  report === undefined
    ? nothing
    : {
        passed: report.stats.expected + report.stats.flaky,
        failed: report.stats.unexpected + report.errors.length,
        skipped: report.stats.skipped,
      };

const browser = {
  name: "browser",
  kind: "browser",
  budgetSeconds: 420,
  run: async ({ env, directory }) => {
    const report = join(directory, "browser.json");
    const stdio = ["ignore", "pipe", "inherit"];
    const chromium = execFileSync(node24(), ["e2e/src/provide-chromium.ts"], { encoding: "utf8", stdio }).trim();
    const status = await run("e2e/node_modules/.bin/playwright", ["test", "-c", "e2e", "--reporter=list,json"], {
      env: { ...env, LONGSHORE_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
      timeoutMs,
    });
    return atLeastOneFailure(countPlaywright(readReport(report)), status);
  },
};

/** Everything that `npm test` runs, in order. Crash tests stop processes of their own, so they have the machine alone. */
export const suites = [
  check("types", ["tsc", "-b", "--checkers", "2", "apps/server", "apps/web", "e2e"]),
  check("lint", ["oxlint", "--deny-warnings"]),
  check("format", ["oxfmt", "--check"]),
  check("dead code", ["knip"]),
  vitest("unit", {
    kind: "unit",
    budgetSeconds: 240,
    filters: ["--exclude", "**/*.crash.test.ts", "--exclude", "**/*.simulation.test.ts"],
  }),
  vitest("simulation", { kind: "simulation", budgetSeconds: 240, filters: ["--maxWorkers=2", ".simulation.test."] }),
  vitest("crash", { kind: "crash", budgetSeconds: 180, filters: ["--no-file-parallelism", ".crash.test."] }),
  browser,
];
