import type { Check, CheckRestart, Network, Port, Service } from "../../model/connections.ts";
import { inPlace, destructive, type FieldsOf } from "../field.ts";

export const portFields = {
  label: destructive("Label", "string", "The port's name, as in NOMAD_PORT_<label>."),
  value: destructive("Value", "integer", "The port; any free one when left out."),
  to: destructive("To", "integer", "The port inside a container."),
  hostNetwork: destructive("HostNetwork", "string", "The node's network; default when left out."),
} satisfies FieldsOf<Port>;

export const networkFields = {
  mode: destructive("Mode", "string", "host: ports of the node itself."),
  mbits: destructive("MBits", "integer", "Not used."),
  reservedPorts: destructive("ReservedPorts", { many: portFields, word: "Static Port" }, "Ports with a fixed number."),
  dynamicPorts: destructive(
    "DynamicPorts",
    { many: portFields, word: "Dynamic Port" },
    "Ports that the scheduler chooses.",
  ),
} satisfies FieldsOf<Network>;

export const checkRestartFields = {
  limit: inPlace("Limit", "integer", "Failures in a row until the task is restarted; 0 is never."),
  graceMs: inPlace("Grace", "duration", "Time after a start in which failures do not count."),
  ignoreWarnings: inPlace("IgnoreWarnings", "boolean", "A warning is no failure."),
} satisfies FieldsOf<CheckRestart>;

export const checkFields = {
  name: inPlace("Name", "string", "The check's name."),
  type: { ...inPlace("Type", "string", "How it is checked."), values: ["http", "tcp", "script"] },
  command: inPlace("Command", "string", "For script: the program."),
  args: { ...inPlace("Args", "stringList", "For script: its arguments."), isOrdered: true },
  path: inPlace("Path", "string", "For http: the path that is asked for."),
  protocol: { ...inPlace("Protocol", "string", "For http: http or https."), values: ["http", "https"] },
  method: inPlace("Method", "string", "For http: GET when left out."),
  body: inPlace("Body", "string", "For http: the request's body."),
  headers: inPlace("Header", "object", "For http: a list of values by header."),
  portLabel: inPlace("PortLabel", "string", "The port; the service's when left out."),
  taskName: inPlace("TaskName", "string", "For script: the task it runs in."),
  intervalMs: inPlace("Interval", "duration", "Time between two checks."),
  timeoutMs: inPlace("Timeout", "duration", "How long a check may take."),
  successBeforePassing: inPlace("SuccessBeforePassing", "integer", "Successes in a row until it passes."),
  failuresBeforeCritical: inPlace("FailuresBeforeCritical", "integer", "Failures in a row until it fails."),
  tlsSkipVerify: inPlace("TLSSkipVerify", "boolean", "For https: do not verify the certificate."),
  restart: inPlace("CheckRestart", { one: checkRestartFields }, "Restart the task when the check keeps failing."),
} satisfies FieldsOf<Check>;

export const serviceFields = {
  name: inPlace("Name", "string", "The service's name."),
  portLabel: inPlace("PortLabel", "string", "The port it listens on, by label or number."),
  provider: { ...inPlace("Provider", "string", "nomad: kept here."), values: ["nomad", "consul"] },
  address: inPlace("Address", "string", "The address; the node's when left out."),
  tags: inPlace("Tags", "stringList", "Free words."),
  meta: inPlace("Meta", "stringMap", "Free values."),
  taskName: inPlace("TaskName", "string", "The task it belongs to."),
  checks: inPlace("Checks", { many: checkFields, word: "Check" }, "What tells whether it is healthy."),
} satisfies FieldsOf<Service>;
