import fc from "fast-check";
import { expect, test } from "vitest";
import { capacity } from "../testing/crowded-jobs.ts";
import { crowd, take } from "../testing/histories.ts";
import { step } from "../testing/steps.ts";
import { createServer } from "../testing/test-server.ts";
import { isImpliedKey, owedStarts } from "./owed-starts.ts";

test("[S12] the starts that are owed are those that were asked for, whose runs the state still wants and of which nothing was seen", () => {
  fc.assert(
    fc.property(capacity(), fc.array(step(), { maxLength: 25 }), (resources, steps) => {
      const server = createServer();
      crowd(server, resources);
      for (const one of steps) {
        take(server, one);
        const owed = owedStarts(server.state).map(({ key }) => key);
        const issued = new Set(
          [...server.state.allocations.entries()].flatMap(([key, { tasks }]) =>
            Object.entries(tasks).flatMap(([task, state]) =>
              state.issued ? [`start/${String(key)}/${String(state.attempt)}/${task}`] : [],
            ),
          ),
        );
        const asked = [...server.asked.keys()].filter((key) => isImpliedKey(key) && issued.has(key));
        expect(owed.toSorted()).toEqual(asked.toSorted());
      }
    }),
    { numRuns: 60 },
  );
});
