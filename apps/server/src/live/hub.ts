import type { FollowRequest } from "@longshore/api/live";
import type { Engine, LogAddress } from "@longshore/engines/engine";
import type { Commit, Kernel } from "../kernel/kernel.ts";
import { httpLimits } from "../http/limits.ts";
import { addCommit, emptyChange, merged, namesIn, toMessage, type PendingChange } from "./pending-change.ts";

/** One browser's stream. `send` returns false when the browser does not take what it is sent. */
export type LiveStream = {
  readonly id: string;
  readonly tokenId: string;
  readonly sees: (namespace: string) => boolean;
  readonly send: (event: string, data: unknown, id?: number) => boolean;
  readonly end: () => void;
};

export type LiveHub = {
  /** Adds a stream that has seen everything up to `since`; undefined: it starts now. */
  readonly add: (stream: LiveStream, since: number | undefined) => void;
  readonly remove: (id: string) => void;
  /** Ends the streams of a token that is no more. */
  readonly removeOf: (tokenId: string) => void;
  /** The logs a stream follows from now on; false when there is no such stream of this token. */
  readonly follow: (id: string, tokenId: string, logs: FollowRequest["logs"]) => boolean;
  readonly size: () => number;
  readonly close: () => void;
};

type Member = { readonly stream: LiveStream; follows: (() => void)[] };

export const createLiveHub = (
  kernel: Pick<Kernel, "durableIndex" | "onCommit" | "view">,
  engine: Pick<Engine, "logExtent" | "watchLog">,
): LiveHub => {
  const members = new Map<string, Member>();
  const backlog: PendingChange[] = [];
  let names = 0;
  /** Everything after this index is in the backlog or pending. */
  let backlogFrom = kernel.durableIndex();
  let pending: PendingChange = emptyChange();
  let timer: NodeJS.Timeout | undefined;

  const remove = (id: string): void => {
    const member = members.get(id);
    if (member === undefined) return;
    members.delete(id);
    for (const stop of member.follows) stop();
    member.stream.end();
  };

  const forgetOldest = (): void => {
    const oldest = backlog.shift();
    if (oldest === undefined) return;
    backlogFrom = oldest.index;
    names -= namesIn(oldest);
  };

  const flush = (): void => {
    timer = undefined;
    const change = pending;
    pending = emptyChange();
    backlog.push(change);
    names += namesIn(change);
    while (backlog.length > httpLimits.liveBacklog || names > httpLimits.liveBacklogNames) forgetOldest();
    for (const { stream } of members.values())
      if (!stream.send("change", toMessage(change, stream.sees), change.index)) remove(stream.id);
  };

  kernel.onCommit((commit: Commit) => {
    const { nodes, deployments, activeDeployments } = kernel.view();
    addCommit(pending, commit, {
      node: (key) => nodes.get(key)?.id,
      deployment: (key) => (activeDeployments.has(key) ? deployments.get(key)?.id : undefined),
    });
    timer ??= setTimeout(flush, httpLimits.liveCoalesceMs);
  });

  const catchUp = (stream: LiveStream, since: number | undefined): void => {
    const known = since !== undefined && since >= backlogFrom && since <= kernel.durableIndex();
    const startsAt = known ? since : kernel.durableIndex();
    stream.send("hello", { stream: stream.id, index: startsAt }, startsAt);
    if (since === undefined) return;
    if (!known) return void stream.send("resync", {});
    const missed = merged(backlog.filter((change) => change.index > since));
    if (missed.index > 0) stream.send("change", toMessage(missed, stream.sees), missed.index);
  };

  const tellExtent = async (stream: LiveStream, address: LogAddress): Promise<void> => {
    const extent = await engine.logExtent(address);
    if (extent === undefined) return;
    const { allocId: allocation, task, stream: name } = address;
    if (!stream.send("log", { allocation, task, stream: name, ...extent })) remove(stream.id);
  };

  return {
    add: (stream, since) => {
      members.set(stream.id, { stream, follows: [] });
      catchUp(stream, since);
    },
    remove,
    removeOf: (tokenId) => {
      for (const { stream } of members.values()) if (stream.tokenId === tokenId) remove(stream.id);
    },
    follow: (id, tokenId, logs) => {
      const member = members.get(id);
      if (member === undefined || member.stream.tokenId !== tokenId) return false;
      for (const stop of member.follows) stop();
      member.follows = logs.map((log) => {
        const address = { allocId: log.allocation, task: log.task, stream: log.stream };
        const grew = (): void => void tellExtent(member.stream, address).catch(() => undefined);
        grew();
        return engine.watchLog(address, grew);
      });
      return true;
    },
    size: () => members.size,
    close: () => {
      clearTimeout(timer);
      for (const id of members.keys()) remove(id);
    },
  };
};
