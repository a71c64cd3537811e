import { ApiProblem, Unreachable } from "../../api/errors.ts";
import { createLogService } from "./log-service.ts";
import type { LogFault, ToLogWorker } from "./log-messages.ts";
import { readLog } from "./log-source.ts";

const faultOf = (error: unknown): LogFault => {
  if (error instanceof ApiProblem) {
    const { kind, status, title } = error.problem;
    if (status === 401) return { type: "signed-out", title };
    return { type: kind === "log-not-found" ? "not-found" : "refused", title };
  }
  if (error instanceof Unreachable || error instanceof TypeError)
    return { type: "unreachable", title: "The server does not answer" };
  return { type: "refused", title: error instanceof Error ? error.message : String(error) };
};

const service = createLogService({
  read: readLog,
  post: (message) => {
    postMessage(message);
  },
  faultOf,
  startPatternWorker: () => new Worker(new URL("./pattern-worker.ts", import.meta.url), { type: "module" }),
});

addEventListener("message", (event: MessageEvent<ToLogWorker>) => {
  service(event.data);
});
