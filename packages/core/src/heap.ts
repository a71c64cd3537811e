/** A priority queue: what comes `before` all others is at its head. Adding and taking cost the logarithm of its size. */
export type Heap<T> = {
  readonly push: (item: T) => void;
  readonly peek: () => T | undefined;
  readonly pop: () => T | undefined;
  readonly size: () => number;
  readonly clear: () => void;
};

export const createHeap = <T>(before: (a: T, b: T) => boolean): Heap<T> => {
  const items: T[] = [];

  const rise = (item: T): void => {
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = items[above] as T;
      if (!before(item, parent)) break;
      items[at] = parent;
      at = above;
    }
    items[at] = item;
  };

  const sink = (item: T): void => {
    let at = 0;
    for (let below = 1; below < items.length; below = 2 * at + 1) {
      const right = below + 1;
      const child = right < items.length && before(items[right] as T, items[below] as T) ? right : below;
      if (!before(items[child] as T, item)) break;
      items[at] = items[child] as T;
      at = child;
    }
    items[at] = item;
  };

  return {
    push: rise,
    peek: () => items[0],
    pop: () => {
      const first = items[0];
      const last = items.pop();
      if (last !== undefined && items.length > 0) sink(last);
      return first;
    },
    size: () => items.length,
    clear: () => void items.splice(0),
  };
};
