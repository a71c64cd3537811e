import type { Hello, LiveChange, LiveLog } from "@longshore/api/live";
import { createSseParser } from "./sse.ts";
import type { SseEvent } from "./sse.ts";
import { noStatus } from "./live-messages.ts";
import type { LiveStatus, ToTab } from "./live-messages.ts";

/** The server sends a comment after 15 s of silence; twice that and some is a dead connection. */
const silenceLimitMs = 35_000;
/** A shorter break than this is shown as reconnecting, not as stale. */
const staleAfterMs = 4000;
const retryDelays = [300, 1000, 2000, 4000, 8000, 15_000] as const;

export type LiveStream = {
  readonly status: () => LiveStatus;
  /** The stream's name for `PUT /api/live/{stream}/logs`; null while there is none. */
  readonly name: () => string | null;
  readonly retryNow: () => void;
  readonly start: () => void;
  readonly stop: () => void;
};

export type LiveSink = {
  readonly send: (message: ToTab) => void;
  /** A new connection stands: wishes about logs must be sent again. */
  readonly opened: () => void;
};

/** One connection to `/api/live`, kept open, resumed after the last index it saw. */
export const createLiveStream = (url: string, sink: LiveSink): LiveStream => {
  let status = noStatus;
  let stream: string | null = null;
  let lastId = "";
  let connection: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let staleTimer: ReturnType<typeof setTimeout> | undefined;
  let running = false;

  const set = (next: Partial<LiveStatus>): void => {
    status = { ...status, ...next };
    sink.send({ type: "status", status });
  };

  const heard = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => connection?.abort(), silenceLimitMs);
    status = { ...status, since: Date.now() };
  };

  const onEvent = (event: SseEvent): void => {
    if (event.id !== "") lastId = event.id;
    const data: unknown = JSON.parse(event.data);
    if (event.event === "hello") {
      stream = (data as Hello).stream;
      set({ phase: "live", attempt: 0, retryAt: null, index: (data as Hello).index });
      sink.opened();
    } else if (event.event === "change") {
      const change = data as LiveChange;
      status = { ...status, index: change.index };
      sink.send({ type: "change", change });
    } else if (event.event === "log") sink.send({ type: "log", log: data as LiveLog });
    else if (event.event === "resync") sink.send({ type: "resync" });
  };

  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    const parse = createSseParser(onEvent);
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      parse(decoder.decode(value, { stream: true }));
    }
  };

  const open = async (signal: AbortSignal): Promise<boolean> => {
    heard();
    const response = await fetch(url, {
      headers: lastId === "" ? {} : { "Last-Event-ID": lastId },
      credentials: "same-origin",
      cache: "no-store",
      signal,
    });
    if (response.status === 401) {
      sink.send({ type: "signed-out" });
      return false;
    }
    if (response.ok && response.body !== null) {
      clearTimeout(staleTimer);
      staleTimer = undefined;
      await read(response.body);
    }
    return true;
  };

  const dropped = (): void => {
    clearTimeout(silence);
    stream = null;
    const attempt = status.attempt + 1;
    const delay = retryDelays[Math.min(attempt - 1, retryDelays.length - 1)] ?? 15_000;
    set({
      phase: status.phase === "stale" ? "stale" : "reconnecting",
      attempt,
      retryAt: Date.now() + delay,
    });
    staleTimer ??= setTimeout(() => set({ phase: "stale" }), staleAfterMs);
    timer = setTimeout(connect, delay);
  };

  const connect = (): void => {
    clearTimeout(timer);
    const mine = new AbortController();
    connection = mine;
    void open(mine.signal)
      .catch(() => true)
      .then((again) => {
        // Stopped, or stopped and started again: what ended is not the present connection.
        if (connection !== mine) return;
        connection = null;
        if (again) dropped();
        else stop();
      });
  };

  const stop = (): void => {
    running = false;
    for (const each of [timer, silence, staleTimer]) clearTimeout(each);
    staleTimer = undefined;
    connection?.abort();
    connection = null;
    stream = null;
    status = noStatus;
  };

  return {
    status: () => status,
    name: () => stream,
    retryNow: () => {
      if (running && connection === null) connect();
    },
    start: () => {
      if (running) return;
      running = true;
      connect();
    },
    stop,
  };
};
