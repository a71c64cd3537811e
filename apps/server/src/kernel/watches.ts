import type { Kernel } from "./kernel.ts";

type Waiting = { readonly after: number; readonly currentIndex: () => number; readonly done: () => void };

/** Long polls look again at most this often while commits follow each other, in milliseconds. */
const spacingMs = 10;

export type Watches = {
  readonly waitFor: (watch: {
    readonly after: number;
    readonly waitMs: number;
    readonly currentIndex: () => number;
    readonly gone: AbortSignal;
  }) => Promise<void>;
  readonly size: () => number;
  readonly close: () => void;
};

/** Blocking queries: each returns when what it watches has passed its index, or its time is over. */
export const createWatches = (kernel: Kernel): Watches => {
  const waiting = new Set<Waiting>();
  let timer: NodeJS.Timeout | undefined;
  let lastLook = 0;

  const look = (): void => {
    timer = undefined;
    lastLook = performance.now();
    for (const one of waiting) if (one.currentIndex() > one.after) one.done();
  };

  kernel.onCommit(() => {
    if (waiting.size === 0 || timer !== undefined) return;
    const rest = spacingMs - (performance.now() - lastLook);
    if (rest <= 0) look();
    else timer = setTimeout(look, rest);
  });

  return {
    size: () => waiting.size,
    waitFor: ({ after, waitMs, currentIndex, gone }) =>
      new Promise((resolve) => {
        if (gone.aborted || currentIndex() > after) return resolve();
        const one: Waiting = {
          after,
          currentIndex,
          done: () => {
            waiting.delete(one);
            clearTimeout(limit);
            gone.removeEventListener("abort", one.done);
            resolve();
          },
        };
        const limit = setTimeout(one.done, waitMs);
        waiting.add(one);
        gone.addEventListener("abort", one.done, { once: true });
      }),
    close: () => {
      clearTimeout(timer);
      for (const one of waiting) one.done();
    },
  };
};
