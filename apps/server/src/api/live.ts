import { followRequest } from "@longshore/api/live";
import { httpLimits } from "../http/limits.ts";
import { mayUse } from "./access.ts";
import { json, type Handler } from "./handler.ts";
import { bodyOf, principalOf } from "./input.ts";
import { ApiProblem, notFound } from "./problem.ts";

const lastEventId = (header: string | string[] | undefined): number | undefined =>
  typeof header === "string" && /^\d{1,15}$/.test(header) ? Number(header) : undefined;

export const live: Handler = ({ hub, uuid }, request) => {
  const principal = principalOf(request);
  if (hub.size() >= httpLimits.liveStreams)
    throw new ApiProblem("unavailable", "Too many live streams are open", { headers: { "Retry-After": "5" } });
  const id = uuid();
  return {
    stream: (response) => {
      response.writeHead(200, {
        "Content-Type": "text/event-stream",
        "Cache-Control": "no-store, no-transform",
        "X-Accel-Buffering": "no",
      });
      // HEAD asks for the headers alone.
      if (request.raw.method === "HEAD") return void response.end();
      response.flushHeaders();
      const heartbeat = setInterval(() => response.write(":\n\n"), httpLimits.liveHeartbeatMs);
      hub.add(
        {
          id,
          tokenId: principal.tokenId,
          sees: (namespace) => mayUse(principal, namespace),
          send: (event, data, index) => {
            response.write(
              `event: ${event}\n${index === undefined ? "" : `id: ${String(index)}\n`}data: ${JSON.stringify(data)}\n\n`,
            );
            return response.writableLength < httpLimits.liveQueue;
          },
          // Not `end`: what waits for a browser that takes nothing would wait for ever.
          end: () => void response.destroy(),
        },
        lastEventId(request.raw.headers["last-event-id"]),
      );
      response.on("close", () => {
        clearInterval(heartbeat);
        hub.remove(id);
      });
    },
  };
};

export const follow: Handler = ({ hub, reader }, request) => {
  const principal = principalOf(request);
  const { logs } = bodyOf(followRequest, request);
  for (const log of logs) {
    const allocation = reader.allocation(log.allocation);
    if (
      allocation === undefined ||
      !mayUse(principal, allocation.namespace) ||
      !Object.hasOwn(allocation.tasks, log.task)
    )
      throw notFound(`log of task "${log.task}" in allocation ${log.allocation}`);
  }
  if (!hub.follow(request.params["stream"] ?? "", principal.tokenId, logs))
    throw notFound("such live stream: open one first");
  return json({});
};
