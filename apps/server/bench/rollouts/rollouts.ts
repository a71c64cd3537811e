import type { Suite } from "../suite.ts";
import { measureFiring } from "./firing.ts";
import { measureForeseeing } from "./foreseeing.ts";
import { measureWaves } from "./waves.ts";

/** Planning and rehearsing a big change, rolling out many and big ones, and a thousand launches of one instant. */
export const measureRollouts: Suite = async ({ quick, report }) => {
  await measureForeseeing(quick, report);
  await measureWaves(quick, report);
  await measureFiring(quick, report);
};
