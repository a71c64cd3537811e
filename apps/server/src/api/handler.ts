import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiRouteName } from "@longshore/api/routes";
import type { Reader } from "@longshore/core/reader";
import type { CheckDriverConfig } from "@longshore/core/spec/parse";
import type { Engine } from "@longshore/engines/engine";
import type { AuditReader } from "@longshore/store/audit";
import type { Tokens } from "@longshore/store/tokens";
import type { Act } from "../http/audit.ts";
import type { RequestContext } from "../http/context.ts";
import type { Credentials, Principal } from "../http/credentials.ts";
import type { Failures } from "../http/failures.ts";
import type { Sessions } from "../http/sessions.ts";
import type { GarbageLoop } from "../kernel/garbage-loop.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { FindJobs } from "../kernel/job-search.ts";
import type { PlanBeside } from "../kernel/plan-beside.ts";
import type { Rehearsals } from "../kernel/rehearsals.ts";
import type { LiveHub } from "../live/hub.ts";

/** What the handlers of `/api/` work with. */
export type ApiServices = {
  readonly kernel: Kernel;
  readonly reader: Reader;
  readonly engine: Pick<Engine, "readLog" | "logExtent">;
  /** The reply to a plan of a big change, worked out beside the main thread; undefined: it is not, or cannot be now. */
  readonly planBeside: PlanBeside["plan"];
  /** A plan as far as a saved one keeps it, and what would come of something, likewise. */
  readonly keptPlan: PlanBeside["kept"];
  readonly whatIfBeside: PlanBeside["whatIf"];
  /** Plays a change forward beside the main thread, and never on it. */
  readonly rehearse: Rehearsals["begin"];
  readonly searchJobs: FindJobs;
  readonly hub: LiveHub;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly credentials: Credentials;
  readonly failures: Failures;
  readonly checkDriverConfig: CheckDriverConfig;
  /** Writes a line of the audit log for what is no change of a job. */
  readonly audit: (context: RequestContext, act: Act) => void;
  /** Forgets at once what nothing needs, however young. */
  readonly collectGarbage: GarbageLoop["collect"];
  readonly auditRows: AuditReader["auditRows"];
  readonly now: () => number;
  readonly secret: (bytes: number) => string;
  readonly uuid: () => string;
  readonly version: string;
  readonly notices: readonly string[];
};

export type ApiRequest = {
  /** undefined on public routes only. */
  readonly principal: Principal | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly address: string;
  readonly requestId: string;
  readonly raw: IncomingMessage;
};

/** A JSON reply, or a function that takes the response over. */
export type ApiReply =
  | { readonly status: number; readonly json: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly stream: (response: ServerResponse) => void | Promise<void> };

export type Handler = (services: ApiServices, request: ApiRequest) => ApiReply | Promise<ApiReply>;
export type Handlers = { readonly [K in ApiRouteName]: Handler };

export const json = (value: unknown): ApiReply => ({ status: 200, json: value });
