import { loadavg } from "node:os";
import { writeFileSync } from "node:fs";
import { cleanUp } from "./harness/cleanup.ts";
import { say } from "./harness/progress.ts";
import { describeMachine } from "./machine.ts";
import { readOptions, UsageError, type Options } from "./options.ts";
import { isMet, toJson, type Row } from "./row.ts";
import { suites } from "./suites.ts";
import { renderTable } from "./table.ts";

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Runs one suite; a failure of it is said, counted and does not keep the others from their turn. */
const measure = async (
  name: string,
  quick: boolean,
): Promise<{ readonly rows: readonly Row[]; readonly ok: boolean }> => {
  const rows: Row[] = [];
  const from = performance.now();
  say(`${name} …`);
  let fault: Error | undefined;
  try {
    await suites[name]?.({ quick, report: (row) => rows.push(row) });
  } catch (thrown) {
    fault = thrown instanceof Error ? thrown : new Error(String(thrown));
  }
  const seconds = Math.round((performance.now() - from) / 1000);
  print(
    `\n${name} (${String(seconds)} s${quick ? ", quick" : ""}, load ${loadavg()[0]?.toFixed(1) ?? ""})\n${renderTable(rows)}`,
  );
  if (fault === undefined) return { rows, ok: true };
  print(`${name} failed: ${fault.message}`);
  return { rows, ok: false };
};

const runSuites = async ({ suites: names, quick, json }: Options): Promise<number> => {
  print(describeMachine());
  const rows: Row[] = [];
  let failed = 0;
  for (const name of names) {
    const done = await measure(name, quick);
    rows.push(...done.rows);
    if (!done.ok) failed += 1;
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(rows.map(toJson), undefined, 2)}\n`);
  const withGoal = rows.filter((row) => isMet(row) !== null);
  print(`\n${String(withGoal.filter(isMet).length)} of ${String(withGoal.length)} goals met`);
  return failed === 0 ? 0 : 1;
};

const main = async (): Promise<number> => {
  try {
    return await runSuites(readOptions(process.argv.slice(2), Object.keys(suites)));
  } catch (fault) {
    say(fault instanceof UsageError ? fault.message : String(fault));
    return fault instanceof UsageError ? 2 : 1;
  } finally {
    await cleanUp();
  }
};

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => void cleanUp().then(() => process.exit(130)));
process.exit(await main());
