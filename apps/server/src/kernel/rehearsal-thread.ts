import { parentPort, workerData } from "node:worker_threads";
import type { JobChange } from "@longshore/core/command";
import { jobNameKey, type RehearsalFrame } from "@longshore/core/model";
import { rehearse, type Rehearsal } from "@longshore/core/rehearsal/rehearse";
import type { StateView } from "@longshore/core/state";
import { openStateReader, type StateHistory } from "@longshore/store/state-reader";
import { isFlowStopped, waitForRoom, type Flow } from "./rehearsal-flow.ts";
import type { RehearsalQuestion, RehearsalTold } from "./rehearsals.ts";

/** The body of a worker thread: plays what it is asked to, and writes the lines of the reply. */
const reader = openStateReader((workerData as { readonly file: string }).file);
const encoder = new TextEncoder();

/** Characters of a piece, and milliseconds after which one is told although it is smaller. */
const pieceLength = 64 * 1024;
const pieceMs = 50;
/** Milliseconds that a rehearsal may take, and that nobody may have taken a piece of it for. */
const mostMs = 120_000;
const patienceMs = 15_000;

const tell = (told: RehearsalTold, handOver: readonly ArrayBuffer[] = []): void =>
  parentPort?.postMessage(told, [...handOver]);

/** Gathers lines into pieces, as fast as they are taken. */
const createWriter = (id: number, flow: Flow) => {
  let text = "";
  let since = performance.now();
  let made = 0;
  let isLeft = false;

  const flush = (): void => {
    if (text === "" || isLeft) return;
    const bytes = encoder.encode(text);
    text = "";
    since = performance.now();
    isLeft = !waitForRoom(flow, made, patienceMs);
    if (isLeft) return;
    made += 1;
    tell({ id, piece: bytes }, [bytes.buffer]);
  };
  return {
    line: (value: object): void => {
      text += `${JSON.stringify(value)}\n`;
      if (text.length >= pieceLength || performance.now() - since >= pieceMs) flush();
    },
    flush,
    isLeft: () => isLeft,
  };
};

/** Names of nodes, each told once. */
const createNames = (view: StateView) => {
  const names = new Map([...view.nodes.entries()].map(([, { id, name }]) => [id, name]));
  return ({ changes }: RehearsalFrame): { readonly nodes?: Readonly<Record<string, string>> } => {
    const found: [string, string][] = [];
    for (const { node } of changes) {
      const name = node === undefined || node === null ? undefined : names.get(node);
      if (name === undefined || typeof node !== "string") continue;
      names.delete(node);
      found.push([node, name]);
    }
    return found.length === 0 ? {} : { nodes: Object.fromEntries(found) };
  };
};

const playAll = (view: StateView, { header, play }: Rehearsal, writer: ReturnType<typeof createWriter>): void => {
  const namesIn = createNames(view);
  writer.line({ type: "header", ...header });
  writer.flush();
  const playing = play();
  for (let next = playing.next(); !writer.isLeft(); next = playing.next()) {
    if (next.done === true) {
      writer.line({ type: "summary", ...next.value });
      return writer.flush();
    }
    writer.line({ type: "frame", ...next.value, ...namesIn(next.value) });
  }
};

const keyOf = (view: StateView, change: JobChange): number | undefined => {
  const { namespace, id } = change.type === "registerJob" ? change.spec : change;
  return view.jobKeys.get(jobNameKey(namespace, id));
};

const playAsked = (view: StateView, history: StateHistory, question: RehearsalQuestion): void => {
  const { id, asked, flow, now } = question;
  const { change, ...given } = asked;
  const writer = createWriter(id, flow);
  const job = keyOf(view, change);
  const until = performance.now() + mostMs;
  const begun = rehearse(view, change, {
    ...given,
    now,
    past: job === undefined ? [] : history.allocations(job),
    underWay: history.jobsUnderWay(),
    isStopped: () => isFlowStopped(flow) || writer.isLeft() || performance.now() > until,
  });
  if (!begun.ok) return tell({ id, rejection: begun.rejection });
  tell({ id, begins: true });
  playAll(view, begun.value, writer);
  tell({ id, ends: true });
};

parentPort?.on("message", (question: RehearsalQuestion) => {
  const { id } = question;
  try {
    const found = reader.read(question.at, (view, history) => {
      playAsked(view, history, question);
      return true;
    });
    if (found === undefined) tell({ id, moved: true });
  } catch (fault) {
    tell({ id, fault: fault instanceof Error ? fault.message : String(fault) });
  }
});
