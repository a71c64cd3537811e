import { useEffect, useRef, useState } from "react";
import "./tip.css";

type Shown = { readonly text: string; readonly x: number; readonly y: number; readonly above: boolean };

const openDelayMs = 350;
const closeDelayMs = 120;

const ownerOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>("[data-tip]") : null;

const placeFor = (owner: HTMLElement): Shown => {
  const box = owner.getBoundingClientRect();
  const above = box.bottom + 56 > innerHeight;
  return {
    text: owner.dataset["tip"] ?? "",
    x: Math.min(Math.max(box.left + box.width / 2, 12), innerWidth - 12),
    y: above ? box.top - 6 : box.bottom + 6,
    above,
  };
};

/** Shows the tip of what is pointed at or focused; it can be hovered, and Escape closes it (WCAG 1.4.13). */
export const TipLayer = () => {
  const [shown, setShown] = useState<Shown | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const later = (ms: number, next: Shown | null): void => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setShown(next), ms);
    };
    const over = (event: PointerEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) === true) {
        clearTimeout(timer.current);
        return;
      }
      const owner = ownerOf(event.target);
      if (owner !== null) later(openDelayMs, placeFor(owner));
      else later(closeDelayMs, null);
    };
    const focus = (event: FocusEvent): void => {
      const owner = ownerOf(event.target);
      if (owner?.matches(":focus-visible") === true) later(0, placeFor(owner));
    };
    const close = (): void => later(0, null);
    const key = (event: KeyboardEvent): void => {
      if (event.key === "Escape") close();
    };
    const events = new AbortController();
    const { signal } = events;
    document.addEventListener("pointerover", over, { signal });
    document.addEventListener("focusin", focus, { signal });
    document.addEventListener("focusout", close, { signal });
    document.addEventListener("pointerdown", close, { signal });
    document.addEventListener("keydown", key, { signal });
    addEventListener("scroll", close, { signal, capture: true, passive: true });
    return () => {
      events.abort();
      clearTimeout(timer.current);
    };
  }, []);

  if (shown === null) return null;
  return (
    <div
      ref={box}
      className="tiplayer"
      data-above={shown.above || undefined}
      // The owner carries the same text as its description.
      aria-hidden="true"
      style={{ left: shown.x, top: shown.y }}
    >
      {shown.text}
    </div>
  );
};
