import type { State } from "../state.ts";
import type { Touched } from "../touched.ts";

/** The entry that is being applied, and where. */
export type Evolution = {
  readonly state: State;
  readonly touched: Touched;
  readonly index: number;
  readonly at: number;
};
