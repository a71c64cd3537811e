import { useEffect, useState, useSyncExternalStore } from "react";
import { followLogs, onLiveStatus, liveStatus } from "../../api/live.ts";
import { signedOut } from "../../api/session.ts";
import { createLogClient } from "../../lib/log/log-client.ts";
import type { LogClient, LogSnapshot } from "../../lib/log/log-client.ts";
import { startLogWorker } from "../../lib/log/start-log-worker.ts";
import type { LogAddress } from "../../lib/log/log-source.ts";

const noSubscription = (): (() => void) => () => undefined;

/** Opens a log while it is shown, and keeps it growing: the stream says that there is more, the worker reads it. */
export const useLog = ({ allocation, task, stream }: LogAddress): LogClient | null => {
  const [client, setClient] = useState<LogClient | null>(null);
  useEffect(() => {
    const address: LogAddress = { allocation, task, stream };
    const opened = createLogClient(address, startLogWorker);
    setClient(opened);
    const unfollow = followLogs([address], () => {
      opened.catchUp();
    });
    let wasLive = true;
    const stopStatus = onLiveStatus(() => {
      const live = liveStatus().phase === "live";
      // What was said while the connection was down was not heard.
      if (live && !wasLive) opened.catchUp();
      wasLive = live;
    });
    const stopFaults = opened.subscribe(() => {
      if (opened.snapshot().summary.fault?.type === "signed-out") signedOut();
    });
    return () => {
      stopFaults();
      stopStatus();
      unfollow();
      opened.close();
      setClient(null);
    };
  }, [allocation, task, stream]);
  return client;
};

export const useLogSnapshot = (client: LogClient | null): LogSnapshot | null =>
  useSyncExternalStore(client?.subscribe ?? noSubscription, () => client?.snapshot() ?? null);
