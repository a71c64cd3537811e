import { Worker } from "node:worker_threads";
import type { JobChange } from "@longshore/core/command";
import type { RehearsalBranch } from "@longshore/core/model";
import type { Rejection } from "@longshore/core/rejection";
import { no, ok, type Result } from "@longshore/core/result";
import type { StateAt } from "@longshore/store/state-reader";
import type { Kernel } from "./kernel.ts";
import { createFlow, stopFlow, takeOne, type Flow } from "./rehearsal-flow.ts";

export type RehearsalAsked = {
  readonly change: JobChange;
  readonly seed: string;
  readonly branch: RehearsalBranch;
  readonly promoteAfterMs: number | null;
};

export type RehearsalQuestion = {
  readonly id: number;
  readonly at: StateAt;
  readonly asked: RehearsalAsked;
  readonly now: number;
  readonly flow: Flow;
};

/** Told in this order: that it begins, pieces of it, that it ends; or one of the others. */
export type RehearsalTold = { readonly id: number } & (
  | { readonly begins: true }
  | { readonly piece: Uint8Array }
  | { readonly ends: true }
  | { readonly rejection: Rejection }
  /** The committed state is another one by now. */
  | { readonly moved: true }
  | { readonly fault: string }
);

/** Lines of JSON, in pieces. Whoever begins the iteration has to end it, and ends the rehearsal with it. */
export type Playing = AsyncGenerator<Uint8Array, void, undefined>;

/** Too many wait for their turn already, the state never stands still, or whoever asked has left. */
export type NotBegun = "too many" | "never still" | "left";

export type Rehearsals = {
  /** `signal`: nobody waits for it any more. */
  readonly begin: (asked: RehearsalAsked, signal: AbortSignal) => Promise<Result<Playing, Rejection> | NotBegun>;
  readonly close: () => void;
};

/** One is played at a time, so that a core is left for everything else; so many wait. */
const mostWaiting = 8;
/** How often a state is offered that has moved on when the thread looks. */
const mostOffers = 20;

/** What the thread tells of one rehearsal, in turn. */
const createInbox = () => {
  const told: RehearsalTold[] = [];
  let wake: (() => void) | undefined;
  return {
    put: (one: RehearsalTold): void => {
      told.push(one);
      wake?.();
    },
    next: async (): Promise<RehearsalTold> => {
      while (told.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return told.shift() as RehearsalTold;
    },
  };
};

type Inbox = ReturnType<typeof createInbox>;

/** The thread that plays; begun when it is first needed, and again after it has ended. */
const openThread = (file: string) => {
  const inboxes = new Map<number, Inbox>();
  let thread: Worker | undefined;

  const begin = (): Worker => {
    const worker = new Worker(new URL("rehearsal-thread.ts", import.meta.url), { workerData: { file } });
    worker.unref();
    worker.on("message", (told: RehearsalTold) => inboxes.get(told.id)?.put(told));
    const ended = (cause: unknown): void => {
      if (thread !== worker) return;
      thread = undefined;
      for (const [id, inbox] of inboxes) inbox.put({ id, fault: `The thread ended: ${String(cause)}` });
    };
    worker.on("error", ended);
    worker.on("exit", ended);
    return worker;
  };
  return {
    ask: (question: RehearsalQuestion): Inbox => {
      const inbox = createInbox();
      inboxes.set(question.id, inbox);
      thread ??= begin();
      thread.postMessage(question);
      return inbox;
    },
    forget: (id: number): void => void inboxes.delete(id),
    close: (): void => void thread?.terminate(),
  };
};

/** Turns, one after the other; a turn that is no longer wanted when it comes is passed over. */
const createLine = () => {
  const waiting: (() => void)[] = [];
  let isTaken = false;
  return {
    /** undefined: too many wait. */
    turn: (signal: AbortSignal): Promise<boolean> | undefined => {
      if (!isTaken) {
        isTaken = true;
        return Promise.resolve(true);
      }
      if (waiting.length >= mostWaiting) return undefined;
      return new Promise((resolve) => {
        const come = (): void => resolve(true);
        waiting.push(come);
        signal.addEventListener("abort", () => {
          const at = waiting.indexOf(come);
          if (at >= 0) waiting.splice(at, 1);
          resolve(at < 0);
        });
      });
    },
    next: (): void => {
      const come = waiting.shift();
      isTaken = come !== undefined;
      come?.();
    },
  };
};

const problemLine = (title: string): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify({ type: "problem", title })}\n`);

/** Changes played forward beside the main thread, from what is committed; the reply's lines are written there too. */
export const createRehearsals = (
  kernel: Kernel,
  { file, now }: { readonly file: string; readonly now: () => number },
): Rehearsals => {
  const thread = openThread(file);
  const line = createLine();
  let last = 0;

  type Begun = { readonly id: number; readonly flow: Flow; readonly inbox: Inbox; readonly first: RehearsalTold };

  const offer = async (asked: RehearsalAsked, signal: AbortSignal): Promise<Begun | undefined> => {
    await kernel.settle();
    const view = kernel.view();
    // Decided and not durable yet: the thread cannot see it.
    if (view.index !== kernel.durableIndex()) return undefined;
    const [id, flow] = [++last, createFlow()];
    const at = { index: view.index, used: view.used.numbers().slice() };
    const inbox = thread.ask({ id, at, asked, now: now(), flow });
    signal.addEventListener("abort", () => stopFlow(flow));
    const first = await inbox.next();
    if (!("moved" in first)) return { id, flow, inbox, first };
    thread.forget(id);
    return undefined;
  };

  const offered = async (asked: RehearsalAsked, signal: AbortSignal): Promise<Begun | undefined> => {
    for (let offers = 0; offers < mostOffers; offers++) {
      const begun = await offer(asked, signal);
      if (begun !== undefined) return begun;
    }
    return undefined;
  };

  const playing = async function* ({ id, flow, inbox }: Begun): Playing {
    let hasEnded = false;
    try {
      while (!hasEnded) {
        const told = await inbox.next();
        hasEnded = !("piece" in told);
        if ("piece" in told) {
          takeOne(flow);
          yield told.piece;
        }
        if ("fault" in told) yield problemLine(`The rehearsal could not be played to its end: ${told.fault}`);
      }
    } finally {
      stopFlow(flow);
      // The thread looks between two commands, and says then that it has ended.
      const left = async (): Promise<void> => {
        while (!hasEnded) hasEnded = !("piece" in (await inbox.next()));
        thread.forget(id);
        line.next();
      };
      void left();
    }
  };

  return {
    begin: async (asked, signal) => {
      const turn = line.turn(signal);
      if (turn === undefined) return "too many";
      if (!(await turn)) return "left";
      let begun: Begun | undefined;
      try {
        begun = signal.aborted ? undefined : await offered(asked, signal);
      } finally {
        if (begun === undefined || !("begins" in begun.first)) line.next();
      }
      if (begun === undefined) return signal.aborted ? "left" : "never still";
      const { id, first } = begun;
      if ("begins" in first) return ok(playing(begun));
      thread.forget(id);
      if ("rejection" in first) return no(first.rejection);
      throw new Error("fault" in first ? first.fault : "The rehearsal told nothing");
    },
    close: thread.close,
  };
};
