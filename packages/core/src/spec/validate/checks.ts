import type { Check, Service } from "../../model/connections.ts";
import { goDuration } from "../duration.ts";
import { checkFields } from "../fields/network.ts";
import { checkNumber, quoted, type Complain } from "./complain.ts";
import { checkPortLabel, hasTask, type ServiceScope } from "./service-scope.ts";

/** A token of RFC 9110: what a header's name or a method may be. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const leastMs = 1000;

const checkHeaders = (complain: Complain, headers: Check["headers"]): void => {
  for (const [name, values] of Object.entries(headers)) {
    if (!token.test(name)) complain(["Header", name], `${quoted(name)} is not a header's name`);
    const areTexts =
      Array.isArray(values) && values.every((value) => typeof value === "string" && !/[\r\n\0]/.test(value));
    if (!areTexts) complain(["Header", name], "A header has a list of values in one line each");
  }
};

const checkHttp = (complain: Complain, check: Check): void => {
  if (check.path === "") complain(["Path"], "http type must have http path");
  else if (/^[a-z][a-z0-9+.-]*:/i.test(check.path)) complain(["Path"], "http type must have relative http path");
  else if (/[\s\p{Cc}]/u.test(check.path)) complain(["Path"], "http type must have valid http path");
  if (!checkFields.protocol.values.includes(check.protocol))
    complain(["Protocol"], `Protocol must be http or https; not ${quoted(check.protocol)}`);
  if (!token.test(check.method))
    complain(["Method"], `method type ${quoted(check.method)} not supported in Nomad http check`);
  checkHeaders(complain, check.headers);
};

const checkScript = (
  complain: Complain,
  check: Check,
  of: { readonly scope: ServiceScope; readonly service: Service },
): void => {
  if (check.command === "") complain(["Command"], "script type must have a valid script path");
  if (check.taskName === "" && of.service.taskName === "")
    complain(
      ["TaskName"],
      `Service [${of.scope.group.name}]->${of.service.name} or Check ${check.name} must specify task parameter`,
    );
};

const checkTimes = (complain: Complain, check: Check): void => {
  for (const [word, what, value] of [
    ["Interval", "interval", check.intervalMs],
    ["Timeout", "timeout", check.timeoutMs],
  ] as const) {
    if (value === 0) complain([word], `missing required value ${what}. ${word} cannot be less than 1s`);
    else if (value < leastMs) complain([word], `${what} (${goDuration(value)}) cannot be lower than 1s`);
  }
};

export const checkCheck = (
  complain: Complain,
  check: Check,
  of: { readonly scope: ServiceScope; readonly service: Service },
): void => {
  const { scope, service } = of;
  if (check.type === "grpc") complain(["Type"], "gRPC checks are not made; use tcp");
  else if (!checkFields.type.values.includes(check.type))
    complain(["Type"], `invalid check type (${quoted(check.type)}), must be one of tcp, http, script`);
  if (check.type === "http") checkHttp(complain, check);
  if (check.type === "script") checkScript(complain, check, of);
  else if (check.portLabel === "" && service.portLabel === "" && (check.type === "http" || check.type === "tcp"))
    complain(
      ["PortLabel"],
      `Check ${check.name} invalid: check requires a port but neither check nor service ${quoted(service.name)} have a port`,
    );
  if (check.portLabel !== "") checkPortLabel(complain, { scope, service: service.name }, check.portLabel);
  if (check.taskName !== "" && scope.task !== undefined && check.taskName !== scope.task.name)
    complain(
      ["TaskName"],
      `Check ${check.name} is invalid: may only specify task the check belongs to, got ${quoted(check.taskName)}`,
    );
  else if (check.taskName !== "" && !hasTask(scope.group, check.taskName))
    complain(["TaskName"], `Check ${check.name} invalid: refers to non-existent task ${check.taskName}`);
  checkTimes(complain, check);
  checkNumber(complain, { word: "SuccessBeforePassing", least: 0 }, check.successBeforePassing);
  checkNumber(complain, { word: "FailuresBeforeCritical", least: 0 }, check.failuresBeforeCritical);
  if (check.restart === null) return;
  const { limit, graceMs } = check.restart;
  checkNumber(
    complain,
    { word: "CheckRestart", least: 0, message: `limit must be greater than or equal to 0 but found ${String(limit)}` },
    limit,
  );
  if (graceMs < 0)
    complain(
      ["CheckRestart", "Grace"],
      `grace period must be greater than or equal to 0 but found ${goDuration(graceMs)}`,
    );
};
