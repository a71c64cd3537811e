import type { Dialect } from "../dialect.ts";
import { agent } from "./operations/agent.ts";
import { allocations } from "./operations/allocations.ts";
import { evaluations } from "./operations/evaluations.ts";
import { jobChanges } from "./operations/job-changes.ts";
import { dispatches } from "./operations/dispatch.ts";
import { jobExtras } from "./operations/job-extras.ts";
import { jobLists } from "./operations/job-lists.ts";
import { jobReads } from "./operations/job-reads.ts";
import { jobWrites } from "./operations/job-writes.ts";
import { logs } from "./operations/logs.ts";
import { nodes } from "./operations/nodes.ts";
import { versionTags } from "./operations/version-tags.ts";
import { refusals } from "./refusals.ts";
import { textReply } from "./reply.ts";

/** Nomad's HTTP API. https://developer.hashicorp.com/nomad/api-docs */
export const nomad: Dialect = {
  name: "nomad",
  prefix: "/v1/",
  maxBodyBytes: 10 * 1024 * 1024,
  operations: [
    ...versionTags,
    ...dispatches,
    ...jobExtras,
    ...jobChanges,
    ...jobLists,
    ...jobReads,
    ...jobWrites,
    ...evaluations,
    ...allocations,
    ...nodes,
    ...logs,
    ...agent,
  ],
  unknownPath: () => textReply(404, ""),
  wrongMethod: () => textReply(405, "Invalid method"),
  unauthenticated: () => textReply(403, "ACL token not found"),
  forbidden: () => textReply(403, "Permission denied"),
  tooLarge: () => textReply(413, "http: request body too large"),
  unavailable: (message) => textReply(500, message),
  refusals,
};
