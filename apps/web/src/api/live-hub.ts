import { apiPath } from "@longshore/api/routes";
import { createLiveStream } from "./live-stream.ts";
import { logKey } from "./live-messages.ts";
import type { FollowedLog, FromTab, ToTab } from "./live-messages.ts";

/** A tab says it is there every 20 s; a hidden one is throttled to once a minute. */
const tabLimitMs = 150_000;
/** The contract's bound on followed logs. */
const mostLogs = 200;
const nothing = "[]";

type Tab = { send: (message: ToTab) => void; logs: readonly FollowedLog[]; seenAt: number };

export type LiveHub = {
  /** Adds a tab; the result takes its messages. */
  readonly join: (send: (message: ToTab) => void) => (message: FromTab) => void;
};

const putLogs = async (stream: string, csrf: string, logs: readonly FollowedLog[]): Promise<void> => {
  const response = await fetch(apiPath("follow", { stream }), {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    credentials: "same-origin",
    body: JSON.stringify({ logs }),
  });
  if (!response.ok) throw new Error(`following logs was refused with ${String(response.status)}`);
};

/** Holds the one stream of this browser and shares it among tabs; runs in a SharedWorker, or in the page where there is none. */
export const createLiveHub = (): LiveHub => {
  const tabs = new Set<Tab>();
  let csrf = "";
  /** What the server follows for us, as far as we know; anything else is asked for again. */
  let asked = nothing;

  const union = (): readonly FollowedLog[] => {
    const all = new Map<string, FollowedLog>();
    for (const tab of tabs) for (const log of tab.logs) all.set(logKey(log), log);
    return [...all.values()].slice(0, mostLogs);
  };

  const ask = (): void => {
    const name = stream.name();
    if (name === null) return;
    const logs = union();
    const wish = JSON.stringify(logs);
    if (wish === asked) return;
    asked = wish;
    putLogs(name, csrf, logs).catch(() => {
      // Asked again with the next word of a tab, which brings the present token along, or on the next connection.
      asked = "";
    });
  };

  const stream = createLiveStream(apiPath("live"), {
    send: (message) => {
      for (const tab of tabs) tab.send(message);
    },
    opened: () => {
      asked = nothing;
      ask();
    },
  });

  const sweep = (): void => {
    for (const tab of tabs) if (Date.now() - tab.seenAt > tabLimitMs) tabs.delete(tab);
    if (tabs.size === 0) stream.stop();
  };

  const take = (tab: Tab, message: FromTab): void => {
    tab.seenAt = Date.now();
    if (message.type === "bye") tabs.delete(tab);
    else tabs.add(tab);
    if ("csrf" in message && message.csrf !== "") csrf = message.csrf;
    if (message.type === "follow") tab.logs = message.logs;
    if (message.type === "retry") stream.retryNow();
    sweep();
    if (tabs.size > 0) stream.start();
    ask();
  };

  return {
    join: (send) => {
      const tab: Tab = { send, logs: [], seenAt: Date.now() };
      send({ type: "status", status: stream.status() });
      return (message) => {
        take(tab, message);
      };
    },
  };
};
