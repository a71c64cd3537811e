import { useEffect, useRef, useSyncExternalStore } from "react";
import { addShortcuts, onShortcuts, shortcuts } from "./keys.ts";
import type { Shortcut } from "./keys.ts";

/** Adds shortcuts while the component is shown. The list's keys and labels are fixed; what they do may change. */
export const useShortcuts = (list: readonly Shortcut[]): void => {
  const latest = useRef(list);
  useEffect(() => {
    latest.current = list;
  });
  const identity = list.map((shortcut) => shortcut.keys).join("\n");
  useEffect(
    () =>
      addShortcuts(
        latest.current.map((shortcut, at) => ({
          ...shortcut,
          run: (event) => latest.current[at]?.run(event),
        })),
      ),
    [identity],
  );
};

export const useAllShortcuts = (): readonly Shortcut[] => useSyncExternalStore(onShortcuts, shortcuts);
