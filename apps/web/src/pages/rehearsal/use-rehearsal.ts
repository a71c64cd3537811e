import { useEffect, useRef, useState } from "react";
import type { RehearsalRequest } from "@longshore/api/rehearsals";
import { rehearse } from "../../api/rehearsal.ts";
import { timelineOf } from "./timeline.ts";
import type { Timeline } from "./timeline.ts";

export type RehearsalState =
  | { readonly type: "none" }
  /** `at`: how far it has come. */
  | { readonly type: "playing"; readonly at: number }
  | { readonly type: "failed"; readonly error: unknown }
  | { readonly type: "done"; readonly timeline: Timeline };

/** How often it is said how far it has come, in milliseconds. */
const sayEveryMs = 200;

/** Has the server play a change forward; asking again gives up the one before. */
export const useRehearsal = () => {
  const [state, setState] = useState<RehearsalState>({ type: "none" });
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);
  const run = async (asked: RehearsalRequest): Promise<void> => {
    current.current?.abort();
    const mine = new AbortController();
    current.current = mine;
    const tell = (next: RehearsalState): void => {
      if (!mine.signal.aborted) setState(next);
    };
    tell({ type: "playing", at: 0 });
    let said = performance.now();
    const onReached = (at: number): void => {
      if (performance.now() - said < sayEveryMs) return;
      said = performance.now();
      tell({ type: "playing", at });
    };
    try {
      tell({ type: "done", timeline: timelineOf(await rehearse(asked, { signal: mine.signal, onReached })) });
    } catch (error) {
      tell({ type: "failed", error });
    }
  };
  return { state, run };
};
