import { useEffect, useRef, useState } from "react";
import { useMedia } from "../../lib/use-media.ts";
import { fittingSpeed } from "./rehearsal-words.ts";
import { tickAt } from "./timeline.ts";
import type { Timeline } from "./timeline.ts";

/** Drawn at most so often while it plays. */
const frameMs = 50;
/** Where motion is not wanted, it goes from tick to tick with a pause to look. */
const stillMs = 700;

/** The time that is shown, and the clock that moves it. */
export const usePlayback = (timeline: Timeline) => {
  const { endsAt, ticks } = timeline;
  const [time, setTime] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(() => fittingSpeed(endsAt));
  const isStill = useMedia("(prefers-reduced-motion: reduce)");
  const shown = useRef(0);

  const goTo = (to: number): void => {
    shown.current = Math.min(endsAt, Math.max(0, to));
    setTime(shown.current);
  };
  const step = (by: 1 | -1): void => {
    setPlaying(false);
    const tick = tickAt(timeline, shown.current);
    const isBetween = (ticks[tick] ?? 0) < shown.current;
    goTo(by === 1 ? (ticks[tick + 1] ?? endsAt) : isBetween ? (ticks[tick] ?? 0) : (ticks[tick - 1] ?? 0));
  };

  useEffect(() => {
    if (!isPlaying) return undefined;
    let last = performance.now();
    const timer = setInterval(
      () => {
        const now = performance.now();
        const next = isStill
          ? (ticks[tickAt({ ticks }, shown.current) + 1] ?? endsAt)
          : shown.current + (now - last) * speed;
        last = now;
        shown.current = Math.min(endsAt, next);
        setTime(shown.current);
        if (shown.current >= endsAt) setPlaying(false);
      },
      isStill ? stillMs : frameMs,
    );
    return () => {
      clearInterval(timer);
    };
  }, [isPlaying, isStill, speed, endsAt, ticks]);

  const toggle = (): void => {
    if (!isPlaying && shown.current >= endsAt) goTo(0);
    setPlaying(!isPlaying);
  };
  return { time, isPlaying, toggle, pause: () => setPlaying(false), goTo, step, speed, setSpeed };
};
