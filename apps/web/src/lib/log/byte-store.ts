/** Bytes of a log from one offset on, in blocks, so that growing never copies what is there. */
const blockBits = 20;
const blockSize = 1 << blockBits;

export type ByteStore = {
  /** The offset in the log of the first byte held. */
  readonly base: number;
  readonly end: () => number;
  readonly append: (bytes: Uint8Array) => void;
  /** The bytes `[from, to)`; shares memory when they lie in one block. */
  readonly slice: (from: number, to: number) => Uint8Array;
  readonly byteAt: (offset: number) => number;
  /** The first `byte` in `[from, to)`, or -1. */
  readonly indexOf: (byte: number, from: number, to: number) => number;
};

export const createByteStore = (base: number): ByteStore => {
  const blocks: Uint8Array[] = [];
  let end = base;

  const append = (bytes: Uint8Array): void => {
    let done = 0;
    while (done < bytes.length) {
      const at = end - base;
      const within = at & (blockSize - 1);
      const index = Math.floor(at / blockSize);
      const block = (blocks[index] ??= new Uint8Array(blockSize));
      const part = Math.min(bytes.length - done, blockSize - within);
      block.set(bytes.subarray(done, done + part), within);
      done += part;
      end += part;
    }
  };

  const slice = (from: number, to: number): Uint8Array => {
    const first = Math.floor((from - base) / blockSize);
    const last = Math.floor((to - 1 - base) / blockSize);
    const start = (from - base) & (blockSize - 1);
    if (to <= from) return new Uint8Array(0);
    if (first === last) return blocks[first]?.subarray(start, start + to - from) ?? new Uint8Array(0);
    const whole = new Uint8Array(to - from);
    let done = 0;
    for (let index = first; index <= last; index++) {
      const at = index === first ? start : 0;
      const part = blocks[index]?.subarray(at, Math.min(blockSize, at + whole.length - done));
      if (part === undefined) break;
      whole.set(part, done);
      done += part.length;
    }
    return whole;
  };

  const indexOf = (byte: number, from: number, to: number): number => {
    let at = from;
    while (at < to) {
      const index = Math.floor((at - base) / blockSize);
      const origin = base + index * blockSize;
      const found = blocks[index]?.subarray(0, to - origin).indexOf(byte, at - origin) ?? -1;
      if (found !== -1) return origin + found;
      at = origin + blockSize;
    }
    return -1;
  };

  return {
    base,
    end: () => end,
    append,
    slice,
    byteAt: (offset) => blocks[Math.floor((offset - base) / blockSize)]?.[(offset - base) & (blockSize - 1)] ?? 0,
    indexOf,
  };
};
