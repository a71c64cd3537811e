import { useEffect, useRef, useState } from "react";

const tintMs = 600;
/** When everything changes at once, tinting everything says nothing. */
const mostTints = 20;
let tinted: number[] = [];

/** True for a moment after `value` changed, for at most twenty cells at a time. */
export const useTint = (value: string): boolean => {
  const before = useRef(value);
  const [on, setOn] = useState(false);
  useEffect(() => {
    if (before.current === value) return;
    before.current = value;
    const now = Date.now();
    tinted = tinted.filter((at) => now - at < tintMs);
    if (tinted.length >= mostTints) return;
    tinted.push(now);
    setOn(true);
    const timer = setTimeout(() => setOn(false), tintMs);
    return () => {
      clearTimeout(timer);
    };
  }, [value]);
  return on;
};
