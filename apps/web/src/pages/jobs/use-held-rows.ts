import { useCallback, useState } from "react";
import type { JobListItem } from "@longshore/api/jobs";
import { jobNameKey } from "@longshore/core/model";

const keyOf = (job: JobListItem): string => jobNameKey(job.namespace, job.id);

export type HeldRows = {
  readonly rows: readonly JobListItem[];
  /** Jobs that would come in if the rows were let go. */
  readonly fresh: number;
  readonly release: () => void;
};

/** Keeps the held rows' places, with what is newly known of each. */
export const holdRows = (held: readonly JobListItem[], items: readonly JobListItem[]): readonly JobListItem[] => {
  const latest = new Map(items.map((item) => [keyOf(item), item]));
  return held.map((item) => latest.get(keyOf(item)) ?? item);
};

export const freshCount = (held: readonly JobListItem[], items: readonly JobListItem[]): number => {
  const known = new Set(held.map(keyOf));
  return items.filter((item) => !known.has(keyOf(item))).length;
};

/** Rows stay where they are while `hold`: nothing moves under the pointer or the focus. `page` names the page of rows. */
export const useHeldRows = (page: string, items: readonly JobListItem[], hold: boolean): HeldRows => {
  const [held, setHeld] = useState({ page, items });
  const keep = hold && held.page === page && held.items.length > 0;
  if (!keep && (held.page !== page || held.items !== items)) setHeld({ page, items });
  const release = useCallback(() => {
    setHeld({ page, items });
  }, [page, items]);
  return keep
    ? { rows: holdRows(held.items, items), fresh: freshCount(held.items, items), release }
    : { rows: items, fresh: 0, release };
};
