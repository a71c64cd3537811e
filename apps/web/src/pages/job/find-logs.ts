import type { QueryClient } from "@tanstack/react-query";
import { jobAllocationsQuery, jobQuery } from "../../api/queries.ts";
import { logsPath } from "../../paths.ts";

/** Where the log of a job is read: a failed instance first, since that is why one looks; else the newest. Null when none was ever placed. */
export const findLogs = async (client: QueryClient, namespace: string, id: string): Promise<string | null> => {
  const [failed, newest] = await Promise.all([
    client.fetchQuery(jobAllocationsQuery(namespace, id, { state: "failed", limit: 1 })),
    client.fetchQuery(jobAllocationsQuery(namespace, id, { limit: 1 })),
  ]);
  const allocation = failed.items[0] ?? newest.items[0];
  if (allocation === undefined) return null;
  const task =
    allocation.tasks[0] ?? (await client.fetchQuery(jobQuery(namespace, id))).tasks[allocation.group]?.[0]?.name;
  return task === undefined ? null : logsPath(allocation.id, task);
};
