/** A list of numbers without boxes that grows by doubling: 8 MB for a million offsets. */
export type NumberList = {
  readonly length: () => number;
  readonly at: (index: number) => number;
  readonly push: (value: number) => void;
  readonly truncate: (length: number) => void;
  /** How many values are at most `value`; the list must be ascending. */
  readonly countUpTo: (value: number) => number;
};

export const createNumberList = (): NumberList => {
  let values = new Float64Array(1024);
  let length = 0;
  return {
    length: () => length,
    at: (index) => (index < length ? (values[index] ?? 0) : 0),
    push: (value) => {
      if (length === values.length) {
        const larger = new Float64Array(length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    truncate: (to) => {
      length = Math.min(length, to);
    },
    countUpTo: (value) => {
      let low = 0;
      let high = length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((values[middle] ?? 0) <= value) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
};
