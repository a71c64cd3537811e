import { useSyncExternalStore } from "react";

export const useMedia = (query: string): boolean => {
  const media = globalThis.matchMedia(query);
  return useSyncExternalStore(
    (listener) => {
      media.addEventListener("change", listener);
      return () => {
        media.removeEventListener("change", listener);
      };
    },
    () => media.matches,
  );
};

/** A phone: tables become two-line rows, the plan board becomes a list. */
export const useIsNarrow = (): boolean => useMedia("(max-width: 600px)");
