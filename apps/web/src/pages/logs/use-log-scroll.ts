import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { RefObject, WheelEvent } from "react";
import { isExact, movedBy, positionAt, revealing, rowHeight, rowsToDraw, scrollTopOf } from "./scroll-geometry.ts";
import type { Geometry, Position } from "./scroll-geometry.ts";

/** After this long without scrolling the scroll bar is put where the rows are. */
const idleMs = 140;

const useViewport = (scroller: RefObject<HTMLElement | null>): number => {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => setHeight(element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [scroller]);
  return height;
};

/** The row at the upper edge as it is drawn now, with the pixels of it that are above. */
const drawnTop = (scroller: HTMLElement, list: HTMLElement): Position | null => {
  const edge = scroller.getBoundingClientRect().top;
  for (const element of list.querySelectorAll<HTMLElement>("[data-row]")) {
    const box = element.getBoundingClientRect();
    if (box.bottom > edge + 0.5)
      return { type: "top", row: Number(element.dataset["row"]), offset: Math.max(0, edge - box.top) };
  }
  return null;
};

export type LogScroll = {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly list: RefObject<HTMLDivElement | null>;
  readonly position: Position;
  readonly geometry: Geometry;
  readonly drawn: { readonly from: number; readonly to: number };
  readonly onScroll: () => void;
  readonly onWheel: (event: WheelEvent) => void;
  readonly toEnd: () => void;
  readonly toStart: () => void;
  /** Leaves the end without moving. */
  readonly hold: () => void;
  /** Brings a row into view; nothing moves when it is. */
  readonly reveal: (row: number) => void;
  readonly topRow: () => number;
};

export type LogScrollOptions = {
  readonly rows: number;
  readonly wrap: boolean;
  readonly startAtEnd: boolean;
};

/** Own virtual scrolling: a native scroll bar, and about sixty rows that are drawn where it says. */
export const useLogScroll = ({ rows, wrap, startAtEnd }: LogScrollOptions): LogScroll => {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const viewport = useViewport(scroller);
  const geometry: Geometry = { rows, viewport, wrap };
  const [position, setPosition] = useState<Position>(startAtEnd ? { type: "end" } : { type: "top", row: 0, offset: 0 });
  const heights = useRef(new Map<number, number>());
  /** The scroll bar's position as last seen or set, and whether the position was set by something other than the bar. */
  const bar = useRef({ top: 0, push: true });
  const now = useRef({ geometry, position });
  const idle = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useLayoutEffect(() => {
    now.current = { geometry, position };
  });
  useEffect(() => heights.current.clear(), [wrap, viewport]);
  useEffect(
    () => () => {
      clearTimeout(idle.current);
    },
    [],
  );

  const go = useCallback((next: Position): void => {
    bar.current.push = true;
    setPosition(next);
  }, []);

  const hold = useCallback((): void => {
    if (now.current.position.type !== "end" || scroller.current === null || list.current === null) return;
    const top = drawnTop(scroller.current, list.current);
    if (top !== null) setPosition(top);
  }, []);

  const onScroll = useCallback((): void => {
    const element = scroller.current;
    if (element === null || list.current === null) return;
    const top = element.scrollTop;
    const delta = top - bar.current.top;
    if (Math.abs(delta) < 1) return;
    bar.current.top = top;
    const { geometry: at, position: from } = now.current;
    const near = !isExact(at) && Math.abs(delta) <= at.viewport * 1.5 && top > 0;
    const start = near ? (from.type === "end" ? drawnTop(element, list.current) : from) : null;
    if (start?.type === "top" && !(delta > 0 && from.type === "end")) {
      setPosition(movedBy(start, delta, (row) => heights.current.get(row) ?? rowHeight));
      clearTimeout(idle.current);
      idle.current = setTimeout(() => {
        go(now.current.position);
      }, idleMs);
    } else setPosition(positionAt(top, at));
  }, [go]);

  useLayoutEffect(() => {
    const element = scroller.current;
    const inner = list.current;
    if (element === null || inner === null) return;
    // The row at the edge may be taller than it was taken for when it was scrolled to: what is below it stays put.
    if (wrap && position.type === "top") {
      const first = inner.querySelector<HTMLElement>(`[data-row="${String(position.row)}"]`);
      const known = heights.current.get(position.row) ?? rowHeight;
      for (const row of inner.querySelectorAll<HTMLElement>("[data-row]"))
        heights.current.set(Number(row.dataset["row"]), row.offsetHeight);
      if (first !== null && first.offsetHeight > known && position.offset > 0)
        setPosition({ ...position, offset: position.offset + first.offsetHeight - known });
    }
    const overflow = inner.offsetHeight - viewport;
    const shift = position.type === "end" ? Math.max(0, overflow) : position.offset;
    inner.style.transform = `translateY(${String(-shift)}px)`;
    if (position.type === "top" && !isExact(geometry)) {
      const atLast = rowsToDraw(position, geometry).to === rows;
      if (atLast && overflow < position.offset) setPosition({ type: "end" });
    }
    const pushed = bar.current.push;
    const sticking = position.type === "end" && element.scrollTop >= bar.current.top - 1;
    if (pushed || sticking) {
      bar.current.push = false;
      element.scrollTop = scrollTopOf(position, geometry);
      bar.current.top = element.scrollTop;
    }
  });

  return {
    scroller,
    list,
    position,
    geometry,
    drawn: rowsToDraw(position, geometry),
    onScroll,
    onWheel: (event) => {
      // Before the scroll event: new lines must not pull the view back meanwhile.
      if (event.deltaY < 0 && rows * rowHeight > viewport) hold();
    },
    toEnd: () => go({ type: "end" }),
    toStart: () => go({ type: "top", row: 0, offset: 0 }),
    hold,
    reveal: (row) => {
      const box = list.current?.querySelector(`[data-row="${String(row)}"]`)?.getBoundingClientRect();
      const view = scroller.current?.getBoundingClientRect();
      const inView = box !== undefined && view !== undefined && box.top >= view.top && box.bottom <= view.bottom;
      if (!inView) go(revealing(row, now.current.geometry));
    },
    topRow: () => {
      if (scroller.current === null || list.current === null) return 0;
      const top = drawnTop(scroller.current, list.current);
      return top?.type === "top" ? top.row : 0;
    },
  };
};
