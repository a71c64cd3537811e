import { rehearsalRequest, type RehearsalRequest } from "@longshore/api/rehearsals";
import type { JobChange } from "@longshore/core/command";
import { writeStream } from "../http/write-stream.ts";
import type { NotBegun } from "../kernel/rehearsals.ts";
import { mayUse } from "./access.ts";
import { readChange } from "./change.ts";
import type { ApiRequest, ApiServices, Handler } from "./handler.ts";
import { bodyOf, principalOf } from "./input.ts";
import { ApiProblem, notFound, rejected } from "./problem.ts";

const changeOf = (services: ApiServices, request: ApiRequest, asked: RehearsalRequest): JobChange => {
  const principal = principalOf(request);
  if ((asked.change === undefined) === (asked.plan === undefined))
    throw new ApiProblem("bad-request", "Name either a change or a saved plan");
  if (asked.change !== undefined)
    return readChange(asked.change, { principal, check: services.checkDriverConfig }).change;
  const id = asked.plan ?? "";
  const plan = services.reader.plan(id);
  if (plan === undefined || !mayUse(principal, plan.namespace)) throw notFound(`plan ${id.slice(0, 50)}`);
  return plan.change;
};

const whyNot: Readonly<Record<NotBegun, string>> = {
  "too many": "Too many rehearsals are being played; try again",
  "never still": "Too much changes at once for a rehearsal to begin; try again",
  left: "Nobody waits for this rehearsal any more",
};

export const rehearse: Handler = async (services, request) => {
  const asked = bodyOf(rehearsalRequest, request);
  const change = changeOf(services, request, asked);
  const { seed = services.uuid(), branch = "as-expected", promoteAfterMs = 0 } = asked;
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  const { socket } = request.raw;
  socket.once("close", leave);
  const begun = await services
    .rehearse({ change, seed, branch, promoteAfterMs }, gone.signal)
    .finally(() => socket.off("close", leave));
  if (typeof begun === "string")
    throw new ApiProblem("unavailable", whyNot[begun], { headers: { "Retry-After": "2" } });
  if (!begun.ok) throw rejected(begun.rejection);
  const lines = begun.value;
  return {
    stream: async (response) => {
      response.once("close", leave);
      response.writeHead(200, {
        "Content-Type": "application/x-ndjson; charset=utf-8",
        "Cache-Control": "no-store, no-transform",
        "X-Accel-Buffering": "no",
      });
      await writeStream(response, lines);
    },
  };
};
