import type { Fields } from "./field.ts";
import { groupFields } from "./fields/group.ts";
import { jobFields, periodicFields } from "./fields/job.ts";
import { checkFields, networkFields, portFields, serviceFields } from "./fields/network.ts";
import { resourceFields, taskFields, templateFields } from "./fields/task.ts";

/** How Longshore treats a block that it only carries. */
export type Stance =
  /** Running the job without it would be wrong: refused. */
  | { readonly stance: "refused"; readonly why: string }
  /** Kept and shown; the job runs the same without it, and the plan says so. What clients fill in by themselves is dropped. */
  | { readonly stance: "kept"; readonly why: string; readonly usual: readonly string[] }
  /** Written by servers into what they return; dropped when it comes in again. */
  | { readonly stance: "dropped" };

const refused = (why: string): Stance => ({ stance: "refused", why });
const kept = (why: string, usual: readonly string[] = []): Stance => ({ stance: "kept", why, usual });
const dropped: Stance = { stance: "dropped" };
type Stances = { readonly [word: string]: Stance };

const dropAll = (words: readonly string[]): Stances => Object.fromEntries(words.map((word) => [word, dropped]));

const jobStances: Stances = {
  Multiregion: refused("there is one region here"),
  UI: kept("shown with the definition only"),
  ...dropAll([
    "Stop",
    "ParentID",
    "Dispatched",
    "DispatchIdempotencyToken",
    "ConsulNamespace",
    "VaultNamespace",
    "ConsulToken",
    "VaultToken",
    "NomadTokenID",
    "Status",
    "StatusDescription",
    "Stable",
    "Version",
    "SubmitTime",
    "CreateIndex",
    "ModifyIndex",
    "JobModifyIndex",
    "VersionTag",
  ]),
};

const groupStances: Stances = {
  Volumes: refused("volumes are not mounted"),
  Consul: refused("Consul is not connected"),
  Scaling: kept("nothing scales by itself"),
};

const taskStances: Stances = {
  Vault: refused("Vault is not connected"),
  Consul: refused("Consul is not connected"),
  Artifacts: refused("artifacts are not fetched"),
  VolumeMounts: refused("volumes are not mounted"),
  CSIPluginConfig: refused("CSI plugins are not run"),
  Secrets: refused("secrets are not fetched"),
  Schedule: refused("task schedules are not followed"),
  Kind: refused("Connect is not supported"),
  ScalingPolicies: kept("nothing scales by itself"),
  Actions: kept("actions cannot be run"),
  Identity: kept("no identity token is made"),
  Identities: kept("no identity token is made"),
};

const resourceStances: Stances = {
  Devices: refused("devices are not assigned"),
  NUMA: refused("NUMA placement is not supported"),
  SecretsMB: kept("secrets live on the same disk"),
};

const networkStances: Stances = {
  DNS: refused("a task uses the machine's own resolver"),
  CNI: refused("there is no network of its own to set up"),
  Hostname: kept("a task has the machine's own name"),
  ...dropAll(["Device", "CIDR", "IP"]),
};

const portStances: Stances = {
  IgnoreCollision: refused("a port belongs to one allocation at a time"),
};

const periodicStances: Stances = dropAll(["SpecType"]);

const serviceStances: Stances = {
  Connect: refused("there is no service mesh"),
  Weights: kept("nothing resolves services by weight"),
  CanaryTags: kept("tags do not change with a rollout"),
  CanaryMeta: kept("meta does not change with a rollout"),
  TaggedAddresses: kept("one address is kept"),
  Identity: kept("no identity token is made"),
  AddressMode: kept("the address is the node's", ["auto", "host"]),
  EnableTagOverride: kept("nothing outside changes tags"),
  OnUpdate: kept("a deployment waits for every check", ["require_healthy"]),
  Cluster: kept("services are kept here", ["default"]),
  Kind: kept("there is no service mesh"),
  ...dropAll(["Id"]),
};

const checkStances: Stances = {
  GRPCService: refused("gRPC checks are not made; use tcp"),
  GRPCUseTLS: refused("gRPC checks are not made; use tcp"),
  AddressMode: kept("the address is the node's", ["host"]),
  Advertise: kept("the address is the node's"),
  InitialStatus: kept("a check is pending until it was made"),
  OnUpdate: kept("a deployment waits for every check", ["require_healthy"]),
  Expose: kept("there is no service mesh"),
  Notes: kept("shown with the definition only"),
  FailuresBeforeWarning: kept("a check passes or fails"),
  TLSServerName: kept("the certificate is compared with the address"),
  ...dropAll(["Id"]),
};

const templateStances: Stances = {
  SourcePath: refused("only text inside the job is rendered: use EmbeddedTmpl"),
  Wait: kept("nothing changes a rendering while the task runs"),
  ChangeScript: refused("a script as the answer to a change is not run; use signal or restart"),
  Once: kept("a template is rendered once for each start anyway"),
  Uid: refused("the file belongs to the task's user"),
  Gid: refused("the file belongs to the task's user"),
  ...dropAll(["VaultGrace"]),
};

/** The blocks that each table of fields only carries. */
export const stancesOf: ReadonlyMap<Fields, Stances> = new Map<Fields, Stances>([
  [jobFields, jobStances],
  [groupFields, groupStances],
  [taskFields, taskStances],
  [resourceFields, resourceStances],
  [networkFields, networkStances],
  [portFields, portStances],
  [periodicFields, periodicStances],
  [serviceFields, serviceStances],
  [checkFields, checkStances],
  [templateFields, templateStances],
]);

/** The tables whose records keep what they carry; of the others nothing is kept. */
export const carrying: ReadonlySet<Fields> = new Set<Fields>([
  jobFields,
  groupFields,
  taskFields,
  resourceFields,
  networkFields,
  serviceFields,
  checkFields,
  templateFields,
]);
