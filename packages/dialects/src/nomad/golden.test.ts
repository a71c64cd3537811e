import { expect, test } from "vitest";
import { play, type Golden } from "../testing/golden.ts";
import { memoryDesk } from "../testing/memory-desk.ts";
import allocations from "./golden/allocations.json" with { type: "json" };
import changes from "./golden/changes.json" with { type: "json" };
import documented from "./golden/documented.json" with { type: "json" };
import errors from "./golden/errors.json" with { type: "json" };
import machine from "./golden/machine.json" with { type: "json" };
import plans from "./golden/plans.json" with { type: "json" };
import { nomad } from "./nomad.ts";

const faults = (golden: unknown) => play(nomad, memoryDesk(), golden as Golden);

test("[N2] [N7] every documented read of a job, as a client of either year reads it", async () => {
  expect(await faults(documented)).toEqual([]);
});

test("[N2] nodes, agent, leader, regions and namespaces", async () => {
  expect(await faults(machine)).toEqual([]);
});

test("[N3] what is refused, in which words, with which code", async () => {
  expect(await faults(errors)).toEqual([]);
});

test("[N6] plans of a new job, of the same job, of a change, and of more than fits", async () => {
  expect(await faults(plans)).toEqual([]);
});

test("[N5] [N8] changes under a check index, revert, scale, stop and purge", async () => {
  expect(await faults(changes)).toEqual([]);
});

test("[N15] an allocation whole, by prefix, of an evaluation, and after its job was purged", async () => {
  expect(await faults(allocations)).toEqual([]);
});
