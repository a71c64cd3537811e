/** What the two threads of a rehearsal share: how many pieces were taken, and whether it is to stop. */
const fields = { taken: 0, stopped: 1, size: 2 } as const;

export type Flow = Int32Array<SharedArrayBuffer>;

/** Pieces that wait for whoever reads them before the next is made. */
const mostWaiting = 8;

export const createFlow = (): Flow => new Int32Array(new SharedArrayBuffer(fields.size * Int32Array.BYTES_PER_ELEMENT));

/** The reader's side. */
export const takeOne = (flow: Flow): void => {
  Atomics.add(flow, fields.taken, 1);
  Atomics.notify(flow, fields.taken);
};
export const stopFlow = (flow: Flow): void => {
  Atomics.store(flow, fields.stopped, 1);
  Atomics.notify(flow, fields.taken);
};

/** A stop that comes just before a nap is seen after it. */
const mostNapMs = 100;

/** The writer's side. */
export const isFlowStopped = (flow: Flow): boolean => Atomics.load(flow, fields.stopped) === 1;

/** Waits until there is room for another piece after so many; false: the reader has gone, or takes nothing. */
export const waitForRoom = (flow: Flow, made: number, patienceMs: number): boolean => {
  const until = performance.now() + patienceMs;
  while (!isFlowStopped(flow)) {
    const taken = Atomics.load(flow, fields.taken);
    if (made - taken < mostWaiting) return true;
    const left = until - performance.now();
    if (left <= 0) return false;
    Atomics.wait(flow, fields.taken, taken, Math.min(left, mostNapMs));
  }
  return false;
};
