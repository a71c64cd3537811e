import { namespaceRules } from "@longshore/api/saved-plans";
import { limits } from "@longshore/core/limits";
import { rulesOf } from "@longshore/core/plans/rules";
import { auditLine } from "../http/audit.ts";
import { hasRole, requireNamespace } from "./access.ts";
import { json, type ApiRequest, type Handler } from "./handler.ts";
import { bodyOf, principalOf } from "./input.ts";
import { ApiProblem, rejected } from "./problem.ts";

/** A namespace is there as soon as somebody names it. */
const namespaceOf = (request: ApiRequest): string => {
  const namespace = request.params["namespace"] ?? "";
  requireNamespace(principalOf(request), namespace, `namespace "${namespace.slice(0, 50)}"`);
  if (namespace === "" || namespace.length > limits.nameLength || /[\p{Cc}\s]/u.test(namespace))
    throw new ApiProblem("bad-request", "A namespace's name has from 1 to 256 characters, none of them spaces");
  return namespace;
};

export const getNamespaceRules: Handler = ({ kernel }, request) => {
  const namespace = namespaceOf(request);
  const change = hasRole(principalOf(request), "administrator")
    ? { ok: true }
    : { ok: false, why: "An administrator's token is needed" };
  return json({ namespace, ...rulesOf(kernel.view(), namespace), can: { change } });
};

export const setNamespaceRules: Handler = async ({ kernel }, request) => {
  const rules = bodyOf(namespaceRules, request);
  const namespace = namespaceOf(request);
  const origin = { door: "dashboard", by: principalOf(request).name } as const;
  const act = { action: "setNamespaceRules", object: namespace, namespace };
  const done = await kernel.submit(
    { type: "setNamespaceRules", namespace, rules, origin },
    auditLine(request, "dashboard", act),
  );
  if (!done.ok) throw rejected(done.rejection);
  return json({ index: done.value.index });
};
