import type { Command } from "@longshore/core/command";
import type { JobName } from "@longshore/core/model";
import type { Reader } from "@longshore/core/reader";
import type { CheckDriverConfig } from "@longshore/core/spec/parse";
import type { StateView } from "@longshore/core/state";
import type { Engine } from "@longshore/engines/engine";
import { cronCalculator } from "../cron-calculator.ts";
import { refuseOtherUsers } from "../api/access.ts";
import { auditLine } from "../http/audit.ts";
import type { OpenDesk } from "../http/dialect-routes.ts";
import type { GarbageLoop } from "./garbage-loop.ts";
import type { Kernel } from "./kernel.ts";
import type { PlanBeside } from "./plan-beside.ts";
import type { Watches } from "./watches.ts";

type Parts = {
  readonly kernel: Kernel;
  readonly collectGarbage: GarbageLoop["collect"];
  readonly planBeside: Pick<PlanBeside, "summary">;
  readonly reader: Reader;
  readonly engine: Pick<Engine, "readLog" | "logExtent" | "watchLog">;
  readonly watches: Watches;
  readonly checkDriverConfig: CheckDriverConfig;
  readonly random: () => number;
};

/** What a command is about, for the audit log. */
const targetOf = (view: StateView, command: Command): JobName | undefined => {
  if (command.type === "registerJob") return command.spec;
  if ("id" in command && "namespace" in command) return command;
  return "deployment" in command ? view.deployments.get(command.deployment) : undefined;
};

const untilGone = (gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (gone.aborted) resolve();
    else gone.addEventListener("abort", () => resolve(), { once: true });
  });

/** What a foreign API may ask of the server, for one request. */
export const deskOpener =
  ({ kernel, collectGarbage, planBeside, reader, engine, watches, checkDriverConfig, random }: Parts): OpenDesk =>
  ({ context, dialect, operation, gone }) => ({
    reader,
    checkDriverConfig,
    checkSchedule: cronCalculator.check,
    random,
    collectGarbage: async () => void (await collectGarbage()),
    plan: async (change) => (await planBeside.summary(change)) ?? kernel.plan(change),
    submit: async (command) => {
      const refused = refuseOtherUsers(command, context.principal?.role ?? "viewer");
      if (refused !== undefined) return { ok: false, rejection: refused };
      const target = targetOf(kernel.view(), command);
      const act = {
        action: operation.name,
        object: target?.id ?? command.type,
        namespace: target?.namespace ?? null,
      };
      const done = await kernel.submit(command, auditLine(context, dialect.name, act));
      if (!done.ok) return done;
      const { index, jobModifyIndex, evaluation } = done.value;
      return { ok: true, committed: { index, jobModifyIndex, evaluationId: evaluation ?? "" } };
    },
    waitFor: (watch) => watches.waitFor({ ...watch, gone }),
    readLog: (log, offset, maxBytes) => engine.readLog(log, offset, maxBytes),
    waitForLog: async (log, size, waitMs) => {
      let stop: (() => void) | undefined;
      let timer: NodeJS.Timeout | undefined;
      const grown = new Promise<void>((resolve) => {
        const look = (): void =>
          void engine
            .logExtent(log)
            .then((extent) => (extent !== undefined && extent.size > size ? resolve() : undefined))
            .catch(() => resolve());
        stop = engine.watchLog(log, look);
        timer = setTimeout(resolve, waitMs);
        look();
      });
      await Promise.race([grown, untilGone(gone)]);
      stop?.();
      clearTimeout(timer);
    },
  });
