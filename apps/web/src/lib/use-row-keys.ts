import type { RefObject } from "react";
import { useShortcuts } from "./use-shortcuts.ts";
import type { Shortcut } from "./keys.ts";

const rowsOf = (list: HTMLElement | null): readonly HTMLElement[] =>
  list === null ? [] : [...list.querySelectorAll<HTMLElement>("[data-row]")];

/** The row that has the focus, or the one its focused button is in: of a table, or of a list. */
const currentRow = (list: HTMLElement | null): HTMLElement | null =>
  document.activeElement?.closest("tr, li")?.querySelector<HTMLElement>("[data-row]") ??
  rowsOf(list).find((row) => row === document.activeElement) ??
  null;

const move = (list: HTMLElement | null, by: 1 | -1): void => {
  const rows = rowsOf(list);
  const current = currentRow(list);
  const at = current === null ? (by === 1 ? -1 : rows.length) : rows.indexOf(current);
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
};

/** `j` and `k` walk the rows; the other keys act on the row that has the focus, named by its `data-row`. */
export const useRowKeys = (
  list: RefObject<HTMLElement | null>,
  keys: readonly { readonly keys: string; readonly label: string; readonly run: (row: string) => void }[],
): void => {
  const moves: readonly Shortcut[] = [
    { keys: "j", label: "Next row", section: "Lists", run: () => move(list.current, 1) },
    { keys: "k", label: "Previous row", section: "Lists", run: () => move(list.current, -1) },
    { keys: "ArrowDown", label: "Next row", section: "Lists", run: () => move(list.current, 1) },
    { keys: "ArrowUp", label: "Previous row", section: "Lists", run: () => move(list.current, -1) },
  ];
  useShortcuts([
    ...moves,
    ...keys.map((key): Shortcut => ({
      keys: key.keys,
      label: key.label,
      section: "Lists",
      run: () => {
        const row = currentRow(list.current)?.dataset["row"];
        if (row !== undefined) key.run(row);
      },
    })),
  ]);
};
