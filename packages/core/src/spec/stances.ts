import { groupFields, jobFields, resourceFields, taskFields, type Fields } from "./fields.ts";

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
  Periodic: refused("periodic jobs are not supported: a schedule would be ignored"),
  ParameterizedJob: refused("parameterized jobs are not supported: it would run at once"),
  Multiregion: refused("there is one region here"),
  Payload: refused("a payload can only be dispatched"),
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
  Networks: refused("ports are not assigned: tasks use the host's network and choose their own"),
  Volumes: refused("volumes are not mounted"),
  Consul: refused("Consul is not connected"),
  Services: kept("services are neither registered nor checked"),
  Scaling: kept("nothing scales by itself"),
  Disconnect: kept("the only node is this machine"),
  ...dropAll(["StopAfterClientDisconnect", "MaxClientDisconnect", "PreventRescheduleOnLost"]),
};

const taskStances: Stances = {
  Vault: refused("Vault is not connected"),
  Consul: refused("Consul is not connected"),
  Templates: refused("templates are not rendered"),
  Artifacts: refused("artifacts are not fetched"),
  DispatchPayload: refused("there is no payload to write"),
  Lifecycle: refused("lifecycle hooks are not run in order"),
  VolumeMounts: refused("volumes are not mounted"),
  CSIPluginConfig: refused("CSI plugins are not run"),
  Secrets: refused("secrets are not fetched"),
  Schedule: refused("task schedules are not followed"),
  Kind: refused("Connect is not supported"),
  Services: kept("services are neither registered nor checked"),
  ScalingPolicies: kept("nothing scales by itself"),
  Actions: kept("actions cannot be run"),
  Identity: kept("no identity token is made"),
  Identities: kept("no identity token is made"),
};

const resourceStances: Stances = {
  Networks: refused("ports are not assigned: tasks use the host's network and choose their own"),
  Devices: refused("devices are not assigned"),
  NUMA: refused("NUMA placement is not supported"),
  SecretsMB: kept("secrets live on the same disk"),
};

/** The blocks that each table of fields only carries. */
export const stancesOf: ReadonlyMap<Fields, Stances> = new Map<Fields, Stances>([
  [jobFields, jobStances],
  [groupFields, groupStances],
  [taskFields, taskStances],
  [resourceFields, resourceStances],
]);
