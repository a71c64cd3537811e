import { isExact, movedBy, positionAt, revealing, rowHeight, rowsToDraw, scrollTopOf } from "./scroll-geometry.ts";
import type { Geometry, Position } from "./scroll-geometry.ts";

/** After this long without scrolling the scroll bar is put where the rows are. */
const idleMs = 140;
/** A step of the bar up to so many views is taken as pixels, a larger one as a place: dragging the bar makes larger ones. */
const nearViews = 4;

type Elements = { readonly scroller: HTMLElement; readonly list: HTMLElement };

export type ScrollState = { readonly position: Position; readonly viewport: number };

/** Own virtual scrolling: a native scroll bar, and about sixty rows that are drawn where it says. */
export type LogScroller = {
  readonly state: () => ScrollState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Takes the element that scrolls and the one that holds the drawn rows; the result lets go of them. */
  readonly mount: (scroller: HTMLElement, list: HTMLElement) => () => void;
  /** Called after every drawing: puts the rows and the scroll bar where they belong. */
  readonly settle: (rows: number, wrap: boolean) => void;
  readonly onScroll: () => void;
  readonly onWheel: (deltaY: number) => void;
  readonly toEnd: () => void;
  readonly toStart: () => void;
  /** Leaves the end without moving. */
  readonly hold: () => void;
  /** Brings a row into view; nothing moves when it is. */
  readonly reveal: (row: number) => void;
  /** The row at the upper edge. */
  readonly topRow: () => number;
};

const drawnRows = (list: HTMLElement): readonly HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[data-row]")];
const numberOf = (row: HTMLElement): number => Number(row.dataset["row"]);

/** The row at the upper edge as it is drawn now, with the pixels of it that are above. */
const drawnTop = ({ scroller, list }: Elements): Extract<Position, { type: "top" }> | null => {
  const edge = scroller.getBoundingClientRect().top;
  for (const row of drawnRows(list)) {
    const box = row.getBoundingClientRect();
    if (box.bottom > edge + 0.5) return { type: "top", row: numberOf(row), offset: Math.max(0, edge - box.top) };
  }
  return null;
};

const isInView = ({ scroller, list }: Elements, row: number): boolean => {
  const box = list.querySelector(`[data-row="${String(row)}"]`)?.getBoundingClientRect();
  const view = scroller.getBoundingClientRect();
  return box !== undefined && box.top >= view.top - 1 && box.bottom <= view.bottom + 1;
};

/** Heights of wrapped rows, as far as they were drawn. */
const createHeights = () => {
  const heights = new Map<number, number>();
  let sum = 0;
  /** A row that was not drawn yet is taken for an average one. */
  const of = (row: number): number =>
    heights.get(row) ?? (heights.size === 0 ? rowHeight : Math.round(sum / heights.size));
  return {
    of,
    clear: () => {
      heights.clear();
      sum = 0;
    },
    /** By how much `row` is taller, or less tall, than it was taken for. */
    measure: (list: HTMLElement, row: number): number => {
      const known = of(row);
      for (const element of drawnRows(list)) {
        const drawn = numberOf(element);
        // A hidden row has no height; walking over such rows would never end.
        const height = Math.max(rowHeight, element.offsetHeight);
        sum += height - (heights.get(drawn) ?? 0);
        heights.set(drawn, height);
      }
      return (heights.get(row) ?? known) - known;
    },
  };
};

export const createLogScroller = (startAtEnd: boolean): LogScroller => {
  let elements: Elements | null = null;
  let state: ScrollState = { position: startAtEnd ? { type: "end" } : { type: "top", row: 0, offset: 0 }, viewport: 0 };
  let geometry: Geometry = { rows: 0, viewport: 0, wrap: false };
  /** The scroll bar's position as last seen or set. */
  let bar = 0;
  /** The position was set by something other than the bar, which is to follow. */
  let push = true;
  let idle: ReturnType<typeof setTimeout> | undefined;
  const heights = createHeights();
  const listeners = new Set<() => void>();

  const set = (next: Partial<ScrollState>): void => {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  };
  const go = (position: Position): void => {
    push = true;
    set({ position });
  };

  const hold = (): void => {
    const top = state.position.type === "end" && elements !== null ? drawnTop(elements) : null;
    if (top !== null) set({ position: top });
  };

  const onScroll = (): void => {
    if (elements === null) return;
    const top = elements.scroller.scrollTop;
    const delta = top - bar;
    if (Math.abs(delta) < 1) return;
    bar = top;
    clearTimeout(idle);
    const last = elements.scroller.scrollHeight - elements.scroller.clientHeight;
    // A view that has become taller moves the bar by itself; nobody has left the end.
    const isResized = elements.scroller.clientHeight !== geometry.viewport;
    if (state.position.type === "end" && (isResized || top >= last - 1)) {
      push = true;
      return;
    }
    const near = !isExact(geometry) && Math.abs(delta) <= geometry.viewport * nearViews;
    const from = state.position.type === "end" ? (delta < 0 ? drawnTop(elements) : null) : state.position;
    if (!near || from === null) {
      set({ position: positionAt(top, geometry) });
      return;
    }
    const position = movedBy(from, delta, heights.of);
    const off = Math.abs(scrollTopOf(position, geometry) - top) > geometry.viewport;
    // The bar's ends are the log's ends, unless the bar has come there before the rows have.
    if (!off && (top <= 0 || top >= last - 1)) set({ position: positionAt(top, geometry) });
    else if (off && (top < geometry.viewport || top > last - geometry.viewport)) go(position);
    else {
      set({ position });
      idle = setTimeout(() => {
        go(state.position);
      }, idleMs);
    }
  };

  /** Corrects what could only be guessed before drawing; true when it has to be drawn again. */
  const correct = ({ list }: Elements): boolean => {
    const { position } = state;
    if (position.type === "end" || isExact(geometry) || geometry.rows === 0) return false;
    const taller = heights.measure(list, position.row);
    if (taller !== 0 && position.offset > 0) {
      // What is below the edge stays put.
      set({ position: { ...position, offset: Math.max(0, position.offset + taller) } });
      return true;
    }
    const atLast = rowsToDraw(position, geometry).to === geometry.rows;
    if (!atLast || list.offsetHeight - geometry.viewport >= position.offset) return false;
    set({ position: { type: "end" } });
    return true;
  };

  const settle = (rows: number, wrap: boolean): void => {
    if (wrap !== geometry.wrap) heights.clear();
    geometry = { rows, wrap, viewport: state.viewport };
    if (elements === null || correct(elements)) return;
    const { scroller, list } = elements;
    const { position } = state;
    const shift = position.type === "end" ? Math.max(0, list.offsetHeight - geometry.viewport) : position.offset;
    list.style.transform = `translateY(${String(-shift)}px)`;
    // While it sticks to the end, the bar moves along, unless a person has moved it and that is still to be heard.
    if (!push && (position.type === "top" || scroller.scrollTop < bar - 1)) return;
    // A place asked for before there are rows is gone to when they are there.
    push = rows === 0;
    scroller.scrollTop = scrollTopOf(position, geometry);
    bar = scroller.scrollTop;
  };

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    mount: (scroller, list) => {
      elements = { scroller, list };
      const measure = (): void => {
        heights.clear();
        if (scroller.clientHeight === state.viewport) return;
        // The bar was moved by the new height, not by a person: it is put back.
        if (state.position.type === "end") push = true;
        set({ viewport: scroller.clientHeight });
      };
      measure();
      const observer = new ResizeObserver(measure);
      observer.observe(scroller);
      return () => {
        observer.disconnect();
        clearTimeout(idle);
        elements = null;
      };
    },
    settle,
    onScroll,
    onWheel: (deltaY) => {
      // Before the scroll event: new lines must not pull the view back meanwhile.
      if (deltaY < 0 && geometry.rows * rowHeight > geometry.viewport) hold();
    },
    toEnd: () => go({ type: "end" }),
    toStart: () => go({ type: "top", row: 0, offset: 0 }),
    hold,
    reveal: (row) => {
      if (elements === null || !isInView(elements, row)) go(revealing(row, geometry));
    },
    topRow: () => (elements === null ? 0 : (drawnTop(elements)?.row ?? 0)),
  };
};
