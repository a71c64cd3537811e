import { useEffect, useRef } from "react";
import type { RefObject } from "react";

const tintMs = 600;
/** When everything changes at once, tinting everything says nothing. */
const mostTints = 20;
let tinted: readonly number[] = [];

/** Tints the element for a moment after `value` changed, at most twenty elements at a time. */
export const useTint = <T extends HTMLElement>(value: string): RefObject<T | null> => {
  const element = useRef<T>(null);
  const before = useRef(value);
  useEffect(() => {
    if (before.current === value) return;
    before.current = value;
    const now = Date.now();
    tinted = tinted.filter((at) => now - at < tintMs);
    if (tinted.length >= mostTints || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    tinted = [...tinted, now];
    element.current?.animate([{ backgroundColor: "var(--accent-bg)" }, {}], {
      duration: tintMs,
      easing: "ease-out",
    });
  }, [value]);
  return element;
};
