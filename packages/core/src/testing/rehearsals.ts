import type { JobChange } from "../command.ts";
import type { RehearsalFrame, RehearsalHeader, RehearsalSummary } from "../model/rehearsal.ts";
import { rehearse, type Rehearsal, type RehearsalGiven } from "../rehearsal/rehearse.ts";
import type { TestServer } from "./test-server.ts";

export type Played = {
  readonly header: RehearsalHeader;
  readonly frames: readonly RehearsalFrame[];
  readonly summary: RehearsalSummary;
};

export const playAll = ({ header, play }: Rehearsal): Played => {
  const frames: RehearsalFrame[] = [];
  const playing = play();
  for (;;) {
    const next = playing.next();
    if (next.done === true) return { header, frames, summary: next.value };
    frames.push(next.value);
  }
};

/** A change played as expected, unless told otherwise, with everything that is under way. */
export const rehearsed = (server: TestServer, change: JobChange, more: Partial<RehearsalGiven> = {}): Played => {
  const begun = rehearse(server.state, change, {
    now: server.now,
    seed: "1",
    branch: "as-expected",
    promoteAfterMs: 0,
    past: [],
    underWay: [...server.state.liveOfJob.entries()].map(([job]) => job),
    ...more,
  });
  if (!begun.ok) throw new Error(`It was refused: ${JSON.stringify(begun.rejection)}`);
  return playAll(begun.value);
};
