import { limits } from "../../limits.ts";
import { checkKey } from "../../model/check.ts";
import type { Service } from "../../model/connections.ts";
import type { Task, TaskGroup } from "../../model/job-spec.ts";
import { checkCheck } from "./checks.ts";
import { below, each, quoted, type Complain } from "./complain.ts";
import { portLabels } from "./networks.ts";
import { checkPortLabel, hasTask, type ServiceScope } from "./service-scope.ts";

/** RFC 1123, as Nomad has it. */
const serviceName = /^(?:[a-z0-9]|[a-z0-9][a-z0-9-]{0,61}[a-z0-9])$/i;

const checkService = (complain: Complain, service: Service, scope: ServiceScope): void => {
  // What is filled in when it starts stands for a letter here.
  if (!serviceName.test(service.name.replaceAll(/\$\{[^}]*\}/g, "x")))
    complain(
      ["Name"],
      `Service name must be valid per RFC 1123 and can contain only alphanumeric characters or dashes and must be no longer than 63 characters: ${quoted(service.name)}`,
    );
  if (service.provider === "consul") complain(["Provider"], "Consul is not connected; use the provider nomad");
  else if (service.provider !== "nomad")
    complain(["Provider"], `Service provider must be "consul", or "nomad"; not ${quoted(service.provider)}`);
  if (service.portLabel !== "") checkPortLabel(complain, { scope, service: service.name }, service.portLabel);
  if (scope.task !== undefined && service.taskName !== scope.task.name)
    complain(
      ["TaskName"],
      `Service ${service.name} is invalid: may only specify task the service belongs to, got ${quoted(service.taskName)}`,
    );
  if (scope.task === undefined && service.taskName !== "" && !hasTask(scope.group, service.taskName))
    complain(["TaskName"], `Service ${service.name} refers to non-existent task ${quoted(service.taskName)}`);
  each(complain, { word: "Checks", items: service.checks }, (at, check) => {
    checkCheck(at, check, { scope, service });
  });
};

/** The services of a group and of its tasks: they and their checks can be told apart within an allocation. */
export const checkServices = (complain: Complain, group: TaskGroup): void => {
  const services = new Set<string>();
  const checks = new Set<string>();
  const look = (at: Complain, service: Service, task: Task | undefined): void => {
    checkService(at, service, { group, task, ports: portLabels(group, task) });
    const id = `${task?.name ?? "group"}->${service.name}${service.portLabel === "" ? "" : `:${service.portLabel}`}`;
    if (services.has(id)) at(["Name"], `Services are not unique: ${id}`);
    services.add(id);
    for (const [index, check] of service.checks.entries()) {
      if (checks.has(checkKey(service, check)))
        at(["Checks", index, "Name"], `check ${quoted(check.name)} is duplicate`);
      checks.add(checkKey(service, check));
    }
  };
  each(complain, { word: "Services", items: group.services }, (at, service) => {
    look(at, service, undefined);
  });
  for (const [index, task] of group.tasks.entries())
    each(below(complain, "Tasks", index), { word: "Services", items: task.services }, (at, service) => {
      look(at, service, task);
    });
  const all = [group, ...group.tasks].flatMap((one) => one.services);
  const made = all.reduce((sum, service) => sum + service.checks.length, 0);
  if (all.length > limits.servicesPerGroup)
    complain(["Services"], `A group has at most ${String(limits.servicesPerGroup)} services (${String(all.length)})`);
  if (made > limits.checksPerGroup)
    complain(["Services"], `A group has at most ${String(limits.checksPerGroup)} checks (${String(made)})`);
};
