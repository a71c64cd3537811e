import type { Suite } from "../suite.ts";
import { measureThroughput } from "./throughput.ts";

export const measureStarts: Suite = async ({ quick, report }) => {
  await measureThroughput(quick, report);
};
