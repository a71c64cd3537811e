import fc from "fast-check";
import { expect, test } from "vitest";
import { capacity, crowd, step, take } from "./testing/histories.ts";
import { lawsBroken, restBroken } from "./testing/laws.ts";
import { createServer, workOff } from "./testing/test-server.ts";

const history = () => fc.array(step(), { minLength: 1, maxLength: 60, size: "max" });

test("[P1] after every step of any history the laws hold", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(capacity(), history(), (resources, steps) => {
      const server = createServer();
      crowd(server, resources);
      for (const one of steps) {
        take(server, one);
        expect(lawsBroken(server)).toEqual([]);
      }
      workOff(server, 3);
      expect(lawsBroken(server)).toEqual([]);
      expect(restBroken(server)).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
