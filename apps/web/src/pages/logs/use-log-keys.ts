import { useEffect, useRef } from "react";
import { useShortcuts } from "../../lib/use-shortcuts.ts";
import type { Shortcut } from "../../lib/keys.ts";
import { preferences } from "../../lib/preferences.ts";

export type LogKeys = {
  readonly follow: () => void;
  readonly wrap: () => void;
  readonly search: () => void;
  readonly next: () => void;
  readonly previous: () => void;
  readonly start: () => void;
  readonly end: () => void;
  readonly move: (by: 1 | -1, extend: boolean) => void;
  readonly clear: () => void;
};

const section = "This page";

const isTyping = (event: KeyboardEvent): boolean =>
  event.target instanceof HTMLElement && event.target.matches("input, textarea, select, [contenteditable]");

/** The keys that the key layer cannot tell apart from their lower case, and `Ctrl F`, which searches the whole log. */
const onUpperKeys = (event: KeyboardEvent, keys: LogKeys): void => {
  if ((event.ctrlKey || event.metaKey) && event.key === "f" && !event.shiftKey) {
    // A second time in the field, the browser's own search opens.
    if (isTyping(event)) return;
    event.preventDefault();
    keys.search();
    return;
  }
  if (!preferences().keys || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "G") keys.end();
  else if (event.key === "N") keys.previous();
  else if (event.key === "J") keys.move(1, true);
  else if (event.key === "K") keys.move(-1, true);
  else return;
  event.preventDefault();
};

export const useLogKeys = (keys: LogKeys): void => {
  const list: readonly Shortcut[] = [
    { keys: "f", label: "Follow", section, run: keys.follow },
    { keys: "w", label: "Wrap lines", section, run: keys.wrap },
    { keys: "/", label: "Search the whole log", section, run: keys.search },
    { keys: "n", label: "Next match", section, run: keys.next },
    { keys: "N", label: "Previous match", section, run: keys.previous },
    { keys: "g g", label: "First line", section, run: keys.start },
    { keys: "G", label: "Last line", section, run: keys.end },
    { keys: "Home", label: "First line", section, run: keys.start },
    { keys: "End", label: "Last line", section, run: keys.end },
    { keys: "j", label: "Select the next line", section, run: () => keys.move(1, false) },
    { keys: "k", label: "Select the previous line", section, run: () => keys.move(-1, false) },
    { keys: "Escape", label: "Clear the selection", section, run: keys.clear },
  ];
  useShortcuts(list);
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") === null)
        onUpperKeys(event, latest.current);
    };
    document.addEventListener("keydown", listen, true);
    return () => {
      document.removeEventListener("keydown", listen, true);
    };
  }, []);
};
