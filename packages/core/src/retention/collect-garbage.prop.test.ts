import fc from "fast-check";
import { expect, test } from "vitest";
import { evolve } from "../evolve.ts";
import { emptyState } from "../state.ts";
import { everything } from "../testing/garbage.ts";
import { step, take } from "../testing/histories.ts";
import { lawsBroken } from "../testing/laws.ts";
import { tablesOf } from "../testing/tables.ts";
import { did, serverWith } from "../testing/test-server.ts";
import { nothingTouched } from "../touched.ts";

/** What the whole past would have to be there for. */
const isHistory = (broken: string): boolean => broken.startsWith("history of") || broken.startsWith("reach of");

test("[V14] whatever is forgotten in between, by time or by force, every law holds and replay agrees", () => {
  const steps = fc.array(
    fc.oneof({ weight: 12, arbitrary: step() }, { weight: 2, arbitrary: fc.constantFrom("collect", "force") }),
    { maxLength: 60, size: "max" },
  );
  fc.assert(
    fc.property(steps, (all) => {
      const server = serverWith({ cpuMhz: 3000, memoryMb: 3000, diskMb: 3000 });
      for (const one of all) {
        if (typeof one === "string") {
          if (one === "collect") server.now += 2 * 3_600_000;
          did(server, {
            type: "collectGarbage",
            candidates: everything(server.state),
            force: one === "force",
          });
        } else take(server, one);
        expect(lawsBroken(server).filter((broken) => !isHistory(broken))).toEqual([]);
      }
      const replayed = emptyState("seed");
      for (const entry of server.entries) evolve(replayed, entry, nothingTouched());
      expect(tablesOf(replayed)).toEqual(tablesOf(server.state));
    }),
    { numRuns: 150 },
  );
}, 60_000);
