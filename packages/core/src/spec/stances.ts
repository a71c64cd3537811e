import {
  checkFields,
  groupFields,
  jobFields,
  networkFields,
  resourceFields,
  serviceFields,
  taskFields,
  templateFields,
  type Fields,
} from "./fields.ts";

/** How Longshore treats a block that it only carries. */
export type Stance =
  /** Running the job without it would be wrong: refused. */
  | { readonly stance: "refused"; readonly why: string }
  /** Kept and shown; the job runs the same without it, and the plan says so. */
  | { readonly stance: "kept"; readonly why: string }
  /** Written by servers into what they return; dropped when it comes in again. */
  | { readonly stance: "dropped" };

const refused = (why: string): Stance => ({ stance: "refused", why });
const kept = (why: string): Stance => ({ stance: "kept", why });
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
  ...dropAll(["StopAfterClientDisconnect", "MaxClientDisconnect", "PreventRescheduleOnLost"]),
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
  ...dropAll(["Device", "CIDR", "IP", "Hostname"]),
};

const serviceStances: Stances = {
  Connect: refused("there is no service mesh"),
  Weights: kept("nothing resolves services by weight"),
  CanaryTags: kept("tags do not change with a rollout"),
  CanaryMeta: kept("meta does not change with a rollout"),
  TaggedAddresses: kept("one address is kept"),
  Identity: kept("no identity token is made"),
  ...dropAll(["Id", "AddressMode", "EnableTagOverride", "OnUpdate", "Cluster", "Kind"]),
};

const checkStances: Stances = {
  GRPCService: refused("gRPC checks are not made; use tcp"),
  GRPCUseTLS: refused("gRPC checks are not made; use tcp"),
  ...dropAll(["Id", "AddressMode", "InitialStatus", "OnUpdate", "Expose", "Notes", "TLSServerName"]),
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
  [serviceFields, serviceStances],
  [checkFields, checkStances],
  [templateFields, templateStances],
]);
