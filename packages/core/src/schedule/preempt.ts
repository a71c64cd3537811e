import type { Allocation } from "../model/allocation.ts";
import type { Node } from "../model/node.ts";
import type { StateView } from "../state.ts";
import type { Request } from "./look.ts";

/** When nothing fits: what would have to go so that it fits on some node; undefined when pushing out does not help or is not allowed. */
export const preempt = (
  _view: StateView,
  _request: Request,
): { readonly node: Node; readonly victims: readonly Allocation[] } | undefined => undefined;
