import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openJournal } from "./journal.ts";
import { createTestDirectories } from "./test-engine.ts";

test("[E11] a journal that cannot begin its next file goes on in the present one, and later in another", async () => {
  const directories = createTestDirectories();
  const journal = openJournal(directories.runDir, "boot", () => undefined);
  const first = journal.current();
  appendFileSync(first.path, `${"x".repeat(4 * 1024 * 1024)}\n`);
  journal.poll();
  writeFileSync(join(directories.runDir, `journal.${String(first.generation + 1)}`), "");
  expect(() => journal.rotate()).toThrow("EEXIST");
  expect(journal.current()).toEqual(first);
  expect(journal.rotate()).toBe(true);
  expect(journal.current().generation).toBe(first.generation + 2);
  journal.close();
  await directories.dispose();
});
