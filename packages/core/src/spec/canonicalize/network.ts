import type { Check, CheckRestart, Network, Port, Service } from "../../model/connections.ts";
import { given, type Partly } from "./partly.ts";

const port = (block: Partly<Port>): Port => ({
  label: block.label ?? "",
  value: block.value ?? 0,
  to: block.to ?? 0,
  hostNetwork: block.hostNetwork || "default",
});

export const network = (block: Partly<Network>): Network => ({
  mode: block.mode || "host",
  mbits: block.mbits ?? 0,
  reservedPorts: (block.reservedPorts ?? []).map(port),
  // Servers send back what they chose; it is no wish.
  dynamicPorts: (block.dynamicPorts ?? []).map((one) => ({ ...port(one), value: 0 })),
  carried: block.carried ?? {},
});

type CheckRestarts = Partly<CheckRestart> | null | undefined;

const checkRestart = (ofService: CheckRestarts, ofCheck: CheckRestarts): CheckRestart | null =>
  ofService || ofCheck
    ? { limit: 0, graceMs: 1000, ignoreWarnings: false, ...given(ofService), ...given(ofCheck) }
    : null;

const check = (block: Partly<Check>, of: { readonly name: string; readonly restart: CheckRestarts }): Check => ({
  name: block.name || `service: "${of.name}" check`,
  type: (block.type ?? "").toLowerCase(),
  command: block.command ?? "",
  args: block.args ?? [],
  path: block.path ?? "",
  protocol: block.protocol || "http",
  method: block.method || "GET",
  body: block.body ?? "",
  headers: block.headers ?? {},
  portLabel: block.portLabel ?? "",
  taskName: block.taskName ?? "",
  intervalMs: block.intervalMs ?? 0,
  timeoutMs: block.timeoutMs ?? 0,
  successBeforePassing: block.successBeforePassing ?? 0,
  failuresBeforeCritical: block.failuresBeforeCritical ?? 0,
  tlsSkipVerify: block.tlsSkipVerify ?? false,
  restart: checkRestart(of.restart, block.restart),
  carried: block.carried ?? {},
});

/** A service's restart rule for all its checks is merged into each. */
export type GivenService = Partly<Service> & { readonly checkRestart?: CheckRestarts };

/** Services without a provider are kept here: there is no Consul to ask. */
export const service = (block: GivenService, of: { readonly defaultName: string; readonly task: string }): Service => {
  const name = block.name || of.defaultName;
  return {
    name,
    portLabel: block.portLabel ?? "",
    provider: block.provider || "nomad",
    address: block.address ?? "",
    tags: block.tags ?? [],
    meta: block.meta ?? {},
    taskName: block.taskName || of.task,
    checks: (block.checks ?? []).map((one) => check(one, { name, restart: block.checkRestart })),
    carried: block.carried ?? {},
  };
};
