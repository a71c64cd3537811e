import type { LiveMessages } from "@longshore/api/live";
import type { Client } from "./client.ts";
import { until } from "./until.ts";

export type LiveEvent = {
  [K in keyof LiveMessages]: { readonly event: K; readonly id: number | undefined; readonly data: LiveMessages[K] };
}[keyof LiveMessages];

export type LiveReader = {
  readonly status: number;
  readonly events: readonly LiveEvent[];
  /** Comment lines. */
  readonly comments: () => number;
  readonly isOver: () => boolean;
  readonly when: <K extends keyof LiveMessages>(
    event: K,
    isIt?: (data: LiveMessages[K]) => boolean,
  ) => Promise<Extract<LiveEvent, { readonly event: K }>>;
  /** Goes away, as a browser does. */
  readonly leave: () => void;
};

const parse = (block: string): LiveEvent | undefined => {
  const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
  const [event, data, id] = [field("event"), field("data"), field("id")];
  if (event === undefined || data === undefined) return undefined;
  return { event, data: JSON.parse(data) as unknown, id: id === undefined ? undefined : Number(id) } as LiveEvent;
};

/** Reads the live stream as a browser does. */
export const openLive = async (client: Client, lastEventId?: number, token?: string): Promise<LiveReader> => {
  const controller = new AbortController();
  const response = await client.open("/api/live", {
    headers: lastEventId === undefined ? {} : { "Last-Event-ID": String(lastEventId) },
    signal: controller.signal,
    ...(token === undefined ? {} : { token }),
  });
  const events: LiveEvent[] = [];
  let comments = 0;
  let isOver = false;
  const read = async (): Promise<void> => {
    let text = "";
    const decoder = new TextDecoder();
    for await (const piece of response.body ?? []) {
      text += decoder.decode(piece, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        if (block.startsWith(":")) comments++;
        const event = parse(block);
        if (event !== undefined) events.push(event);
      }
    }
  };
  void read()
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
    });
  return {
    status: response.status,
    events,
    comments: () => comments,
    isOver: () => isOver,
    when: async (event, isIt = () => true) => {
      type Wanted = Extract<LiveEvent, { readonly event: typeof event }>;
      const is = (one: LiveEvent): one is Wanted => one.event === event && isIt(one.data as LiveMessages[typeof event]);
      const found = await until(
        () => events.find(is),
        (one) => one !== undefined,
        `a live ${event}`,
      );
      return found as Wanted;
    },
    leave: () => controller.abort(),
  };
};
