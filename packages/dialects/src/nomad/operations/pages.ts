import type { Page } from "@longshore/core/reader";

/** Rows read at a time: bounds what one list holds in memory, and how long it keeps others waiting. */
export const pageSize = 200;

/** Every item of a paged list, one page in memory at a time. */
export function* everyItem<T>(page: (cursor: string | undefined) => Page<T>): Generator<T> {
  let cursor: string | undefined;
  do {
    const { items, next } = page(cursor);
    yield* items;
    cursor = next ?? undefined;
  } while (cursor !== undefined);
}
