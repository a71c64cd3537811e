import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildWeb } from "./build-web.mjs";
import { install } from "./install.mjs";
import { toolEnvironment } from "./node-24.mjs";
import { Stop, say } from "./say.mjs";
import { suites } from "./suites.mjs";

const kinds = [...new Set(suites.map((suite) => suite.kind))];

const wanted = (args) => {
  try {
    const { values } = parseArgs({ args, options: { only: { type: "string", multiple: true } } });
    const unknown = values.only?.find((kind) => !kinds.includes(kind));
    if (unknown !== undefined) throw new Error(`there is no kind of tests called ${unknown}`);
    return values.only ?? kinds;
  } catch (error) {
    throw new Stop(`${error.message}; use: npm test, or npm test -- --only ${kinds.join("|")}`, 2);
  }
};

const runSuite = async (suite, directory) => {
  say(`${suite.name} …`);
  const startedAt = Date.now();
  const counts = await suite.run({ directory, env: toolEnvironment() }).catch((error) => {
    say(`${suite.name}: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  return { ...suite, ...counts, seconds: (Date.now() - startedAt) / 1000 };
};

const describe = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;

/** Times are shown beside their budgets and never judged: a busy machine must not fail a right program. */
const lineFor = ({ name, seconds, budgetSeconds, ...counts }) =>
  `${name.padEnd(12)}${describe(counts).padEnd(40)}${seconds.toFixed(1).padStart(7)} s` +
  (budgetSeconds === undefined ? "" : ` of ${budgetSeconds} s`);

/** Runs every suite, or the kinds named by `--only`, one after the other; the last line sums them up. */
export const test = async (args) => {
  const selected = wanted(args);
  await install();
  await buildWeb();
  const directory = mkdtempSync(join(tmpdir(), "longshore-test-"));
  const results = [];
  try {
    for (const suite of suites.filter(({ kind }) => selected.includes(kind))) {
      results.push(await runSuite(suite, directory));
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`\n${results.map(lineFor).join("\n")}\n`);
  console.log(describe({ passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") }));
  return sum("failed") === 0 ? 0 : 1;
};
