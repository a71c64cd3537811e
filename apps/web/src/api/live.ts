import type { LiveChange, LiveLog } from "@longshore/api/live";
import { createLiveHub } from "./live-hub.ts";
import { logKey, noStatus } from "./live-messages.ts";
import type { FollowedLog, FromTab, LiveStatus, ToTab } from "./live-messages.ts";
import { csrfToken, signedOut } from "./session.ts";

/**
 * The page's end of the live stream. The stream itself is held once per browser, in a SharedWorker: a browser allows six
 * connections per host, and a stream per tab would use them up.
 */
type Listener<T> = (value: T) => void;

const statusListeners = new Set<() => void>();
const changeListeners = new Set<Listener<LiveChange | "resync">>();
const follows = new Map<number, { logs: readonly FollowedLog[]; take: Listener<LiveLog> }>();
let status: LiveStatus = noStatus;
let send: ((message: FromTab) => void) | null = null;
let nextFollow = 0;

const take = (message: ToTab): void => {
  if (message.type === "status") {
    status = message.status;
    for (const listener of statusListeners) listener();
  } else if (message.type === "change") {
    status = { ...status, phase: "live", index: message.change.index, since: Date.now() };
    for (const listener of statusListeners) listener();
    for (const listener of changeListeners) listener(message.change);
  } else if (message.type === "resync") {
    for (const listener of changeListeners) listener("resync");
  } else if (message.type === "signed-out") signedOut();
  else {
    const key = logKey(message.log);
    for (const follow of follows.values()) if (follow.logs.some((log) => logKey(log) === key)) follow.take(message.log);
  }
};

const connect = (): ((message: FromTab) => void) => {
  if (typeof SharedWorker === "undefined") return createLiveHub().join(take);
  const worker = new SharedWorker(new URL("./live-worker.ts", import.meta.url), {
    type: "module",
    name: "longshore-live",
  });
  worker.port.addEventListener("message", (event: MessageEvent<ToTab>) => {
    take(event.data);
  });
  worker.port.start();
  return (message) => {
    worker.port.postMessage(message);
  };
};

const sendFollows = (): void => {
  const logs = [...follows.values()].flatMap((follow) => follow.logs);
  send?.({ type: "follow", csrf: csrfToken(), logs });
};

/** Joins the stream; called once signed in, and again after signing in anew. */
export const startLive = (): void => {
  if (send === null) {
    send = connect();
    setInterval(() => send?.({ type: "here", csrf: csrfToken() }), 20_000);
    addEventListener("pagehide", () => send?.({ type: "bye" }));
    addEventListener("pageshow", (event: PageTransitionEvent) => {
      if (event.persisted) sendFollows();
    });
    addEventListener("online", () => send?.({ type: "retry" }));
  }
  sendFollows();
};

export const liveStatus = (): LiveStatus => status;
export const onLiveStatus = (listener: () => void): (() => void) => {
  statusListeners.add(listener);
  return () => statusListeners.delete(listener);
};
export const retryLive = (): void => {
  send?.({ type: "retry" });
};

/** What changed, as it is said; `resync` means that anything may have. */
export const onLiveChange = (listener: Listener<LiveChange | "resync">): (() => void) => {
  changeListeners.add(listener);
  return () => changeListeners.delete(listener);
};

/** Follows logs: `take` hears how far each reaches, at most ten times a second per log, until the result is called. */
export const followLogs = (logs: readonly FollowedLog[], takeLog: Listener<LiveLog>): (() => void) => {
  const id = nextFollow++;
  follows.set(id, { logs, take: takeLog });
  sendFollows();
  return () => {
    follows.delete(id);
    sendFollows();
  };
};
