import type { Network, Port } from "../../model/connections.ts";
import type { TaskGroup } from "../../model/job-spec.ts";
import { limits } from "../../limits.ts";
import { below, each, quoted, type Complain } from "./complain.ts";

const highestPort = 65_535;
const portLabel = /^[A-Za-z0-9_-]{1,64}$/;

/** Labels and numbers that are taken, with what has them. */
type Taken = { readonly labels: Map<string, string>; readonly numbers: Map<number, string> };

const checkPort = (complain: Complain, port: Port, at: { readonly taken: Taken; readonly by: string }): void => {
  const { label, to, hostNetwork } = port;
  const other = at.taken.labels.get(label);
  if (label === "") complain(["Label"], "Missing port label");
  else if (!portLabel.test(label))
    complain(["Label"], `Port label ${quoted(label)} is not 1 to 64 letters, digits, hyphens and underscores`);
  else if (other !== undefined) complain(["Label"], `Port label ${label} already in use by ${other}`);
  else at.taken.labels.set(label, at.by);
  if (to < -1) complain(["To"], `Port ${quoted(label)} cannot be mapped to negative value ${String(to)}`);
  if (to > highestPort)
    complain(
      ["To"],
      `Port ${quoted(label)} cannot be mapped to a port (${String(to)}) greater than ${String(highestPort)}`,
    );
  if (hostNetwork !== "default")
    complain(["HostNetwork"], `there is no host network ${quoted(hostNetwork)} here; leave it out`);
};

const checkStaticPort = (complain: Complain, port: Port, at: { readonly taken: Taken; readonly by: string }): void => {
  checkPort(complain, port, at);
  const { label, value } = port;
  const other = at.taken.numbers.get(value);
  if (value < 1) complain(["Value"], `Port ${label} must be from 1 to ${String(highestPort)} (got ${String(value)})`);
  else if (value > highestPort)
    complain(["Value"], `Port ${label} (${String(value)}) cannot be greater than ${String(highestPort)}`);
  else if (other !== undefined) complain(["Value"], `Static port ${String(value)} already reserved by ${other}`);
  else at.taken.numbers.set(value, `${at.by}:${label}`);
};

const checkNetwork = (
  complain: Complain,
  network: Network,
  at: { readonly taken: Taken; readonly by: string },
): void => {
  if (network.mode !== "host")
    complain(
      ["Mode"],
      network.mode === "none"
        ? 'Mode "none" cannot be honoured: a task has the machine\'s network'
        : `Mode ${quoted(network.mode)} cannot be honoured: a task has the machine's network, not one of its own; use host`,
    );
  if (network.mbits > 0)
    complain(["MBits"], "mbits has been deprecated as of Nomad 0.12.0 and has no effect", "warning");
  each(complain, { word: "ReservedPorts", items: network.reservedPorts }, (inside, port) => {
    checkStaticPort(inside, port, at);
  });
  each(complain, { word: "DynamicPorts", items: network.dynamicPorts }, (inside, port) => {
    checkPort(inside, port, at);
  });
};

const portsOf = (networks: readonly Network[]): readonly Port[] =>
  networks.flatMap(({ reservedPorts, dynamicPorts }) => [...reservedPorts, ...dynamicPorts]);

/** The ports that something of this group may refer to: its own, and by the older way those of the task. */
export const portLabels = (group: TaskGroup, task: TaskGroup["tasks"][number] | undefined): ReadonlySet<string> =>
  new Set(portsOf([...group.networks, ...(task?.resources.networks ?? [])]).map(({ label }) => label));

/** The ports of a group and, by the older way, of its tasks: an allocation has each label and each number once. */
export const checkNetworks = (complain: Complain, group: TaskGroup): void => {
  const taken: Taken = { labels: new Map(), numbers: new Map() };
  if (group.networks.length > 1) complain(["Networks"], "A group has at most one network");
  each(complain, { word: "Networks", items: group.networks }, (at, network) => {
    checkNetwork(at, network, { taken, by: "taskgroup network" });
  });
  for (const [index, { name, resources }] of group.tasks.entries()) {
    const at = below(complain, "Tasks", index, "Resources");
    if (resources.networks.length > 1) at(["Networks"], "A task has at most one network");
    if (portsOf(resources.networks).length > 0)
      at(
        ["Networks"],
        "task network resources have been deprecated as of Nomad 0.12.0. Please configure networking via group network block.",
        "warning",
      );
    each(at, { word: "Networks", items: resources.networks }, (inside, network) => {
      checkNetwork(inside, network, { taken, by: name });
    });
  }
  const ports = portsOf([...group.networks, ...group.tasks.flatMap(({ resources }) => resources.networks)]).length;
  if (ports > limits.portsPerGroup)
    complain(["Networks"], `A group has at most ${String(limits.portsPerGroup)} ports (${String(ports)})`);
};
