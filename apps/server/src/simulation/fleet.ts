import type { RegisterNode } from "@longshore/core/command";
import type { Capacity } from "@longshore/core/model";
import { nodeCommand } from "@longshore/core/testing/test-server";
import type { Random } from "../testing/random.ts";
import { pick } from "./jobs.ts";

export type Machine = { readonly id: string; readonly resources: Capacity; readonly rack: string };

export const registration = ({ id, resources, rack }: Machine): RegisterNode => {
  const command = nodeCommand(id, resources, ["mock_driver"]);
  return { ...command, engine: "simulated", fingerprint: { ...command.fingerprint, meta: { rack } } };
};

export const randomMachine = (random: Random, number: number): Machine => ({
  id: `node-${String(number)}`,
  resources: {
    cpuMhz: pick(random, [500, 2000]),
    memoryMb: pick(random, [400, 900, 2000]),
    diskMb: pick(random, [30, 1000]),
  },
  rack: pick(random, ["r1", "r2"]),
});
