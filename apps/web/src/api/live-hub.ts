import { apiPath } from "@longshore/api/routes";
import { createLiveStream } from "./live-stream.ts";
import { logKey } from "./live-messages.ts";
import type { FollowedLog, FromTab, ToTab } from "./live-messages.ts";

/** A tab says it is there every 20 s; a hidden one is throttled to once a minute. */
const tabLimitMs = 150_000;
/** The contract's bound on followed logs. */
const mostLogs = 200;

type Tab = { send: (message: ToTab) => void; logs: readonly FollowedLog[]; seenAt: number };

export type LiveHub = {
  /** Adds a tab; the result takes its messages. */
  readonly join: (send: (message: ToTab) => void) => (message: FromTab) => void;
};

const putLogs = async (stream: string, csrf: string, logs: readonly FollowedLog[]): Promise<void> => {
  await fetch(apiPath("follow", { stream }), {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    credentials: "same-origin",
    body: JSON.stringify({ logs }),
  });
};

/** Holds the one stream of this browser and shares it among tabs; runs in a SharedWorker, or in the page where there is none. */
export const createLiveHub = (): LiveHub => {
  const tabs = new Set<Tab>();
  let csrf = "";
  let asked = "";

  const union = (): readonly FollowedLog[] => {
    const all = new Map<string, FollowedLog>();
    for (const tab of tabs) for (const log of tab.logs) all.set(logKey(log), log);
    return [...all.values()].slice(0, mostLogs);
  };

  const ask = (force: boolean): void => {
    const name = stream.name();
    if (name === null) return;
    const logs = union();
    const wish = JSON.stringify(logs);
    if (!force && wish === asked) return;
    asked = wish;
    putLogs(name, csrf, logs).catch(() => {
      // The stream breaks with the server; the next connection asks again.
      asked = "";
    });
  };

  const stream = createLiveStream(apiPath("live"), {
    send: (message) => {
      for (const tab of tabs) tab.send(message);
      if (message.type === "signed-out") asked = "";
    },
    opened: () => {
      ask(union().length > 0);
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
    if (message.type === "follow" || message.type === "bye") ask(false);
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
