import type { Permission } from "@longshore/api/jobs";
import { roles, type Role } from "@longshore/api/session";
import type { Principal } from "../http/credentials.ts";
import type { Command } from "@longshore/core/command";
import type { Rejection } from "@longshore/core/rejection";
import { notFound } from "./problem.ts";

export const hasRole = (principal: Principal, role: Role): boolean =>
  roles.indexOf(principal.role) >= roles.indexOf(role);

export const mayUse = (principal: Principal, namespace: string): boolean =>
  principal.namespaces === null || principal.namespaces.includes(namespace);

/** What is in a namespace that the token is not for does not exist for it. */
export const requireNamespace = (principal: Principal, namespace: string, what: string): void => {
  if (!mayUse(principal, namespace)) throw notFound(what);
};

export const mayOperate = (principal: Principal, namespace: string): Permission => {
  if (!mayUse(principal, namespace)) return { ok: false, why: `Your token is not for namespace ${namespace}` };
  return hasRole(principal, "operator")
    ? { ok: true }
    : { ok: false, why: "Your token may look but not change: an operator's is needed" };
};

const boundWhy = "Your token is bound to namespaces, and this concerns them all";

/** Nodes are every namespace's. */
export const mayManageNodes = (principal: Principal): Permission => {
  if (!hasRole(principal, "operator"))
    return { ok: false, why: "Your token may look but not change: an operator's is needed" };
  return principal.namespaces === null ? { ok: true } : { ok: false, why: boundWhy };
};

export const mayChangeScheduler = (principal: Principal): Permission => {
  if (!hasRole(principal, "administrator")) return { ok: false, why: "An administrator's token is needed" };
  return principal.namespaces === null ? { ok: true } : { ok: false, why: boundWhy };
};

/** Whatever the door: a job that names a user is an administrator's to register. */
export const refuseOtherUsers = (command: Command, role: Role): Rejection | undefined => {
  if (command.type !== "registerJob" || role === "administrator") return undefined;
  const task = command.spec.taskGroups.flatMap((group) => group.tasks).find((one) => one.user !== "");
  return task === undefined ? undefined : { kind: "userNotAllowed", task: task.name, user: task.user };
};
