import type { JobSpec, JsonObject } from "@longshore/core/model";
import type { SpecProblem } from "@longshore/core/spec/problem";
import { difference, warningsOf, type WithoutEffect } from "../../left-over.ts";
import { writeSpec } from "../outbound/write-spec.ts";
import type * as wire from "../wire.ts";
import { isHonoured } from "./read-constraint.ts";
import { ownLabels, readSpec, type At, type Definition } from "./read-spec.ts";

/** What is kept, read back and told, and does nothing. */
const withoutEffect: WithoutEffect = [
  ["spec.ldap_groups", "rights are given by tokens"],
  ["spec.sla.preemptible", "whether jobs push others out is a setting of the scheduler"],
  ["spec.sla.revocable", "capacity is not lent out"],
  ["spec.respool_id", "there are no resource pools"],
  ["spec.default_spec.labels", "pods are found by their job's labels"],
  ["spec.default_spec.restart_policy", "a stateless pod is restarted without end"],
  ["spec.default_spec.volumes", "volumes are not mounted"],
  ["spec.default_spec.volume", "volumes are not mounted"],
  ["spec.default_spec.preemption_policy", "a pod that is pushed out is placed again"],
  ["spec.default_spec.controller", "every instance is equal"],
  ["spec.default_spec.revocable", "capacity is not lent out"],
  ["spec.default_spec.host_ports", "ports are asked for by containers"],
  ["spec.default_spec.mesos_spec.docker_parameters", "containers are started with the driver's own parameters"],
  ["spec.default_spec.mesos_spec.network_spec", "ports are the node's own"],
  ["spec.default_spec.containers.*.readiness_check", "a pod is ready when it is alive"],
  ["spec.default_spec.containers.*.volume_mounts", "volumes are not mounted"],
  ["spec.default_spec.containers.*.resource.fd_limit", "the number of open files is the system's"],
  ["spec.default_spec.containers.*.resource.gpu_limit", "devices are not assigned"],
  ["spec.instance_spec.*.containers.*.resource", "an instance asks for what its group asks for"],
  ["spec.instance_spec.*.containers.*.ports", "an instance has its group's ports"],
  ["spec.instance_spec.*.constraint", "an instance goes where its group goes"],
  ["spec.instance_spec.*.labels", "pods are found by their job's labels"],
  ["spec.instance_spec.*.kill_grace_period_seconds", "an instance stops as its group does"],
  ["spec.instance_spec.*.controller", "every instance is equal"],
  ["spec.instance_spec.*.revocable", "capacity is not lent out"],
  ["update_spec.max_instance_retries", "an instance is tried until the rollout's deadline"],
  ["update_spec.max_tolerable_instance_failures", "a rollout fails at its deadline"],
  ["update_spec.start_paused", "a rollout begins at once"],
  ["update_spec.in_place", "the scheduler chooses the node"],
  ["update_spec.start_pods", "a changed job that is stopped is started"],
];

/** What the server says of a specification, and no client can. */
const withoutServers = ({ spec: { revision: _, ...spec }, ...rest }: Definition): Definition => ({ ...rest, spec });

const constraintWarnings = ({ default_spec: pod = {} }: wire.JobSpec, at: At): readonly SpecProblem[] =>
  pod.constraint === undefined || isHonoured(pod.constraint, ownLabels(pod, at))
    ? []
    : [
        {
          path: ["spec", "default_spec", "constraint"],
          message:
            "constraint has no effect in part: a node is held to labels of hosts and to keeping the job's pods apart",
          severity: "warning",
        },
      ];

/** A definition as a specification that says it all again: see `definitionToWire`. */
export const specFromWire = (
  definition: Definition,
  at: At,
): { readonly spec: JobSpec; readonly warnings: readonly SpecProblem[] } => {
  const given = withoutServers(definition);
  const spec = readSpec(given, at);
  const leftOver = difference(writeSpec(spec) as unknown as JsonObject, given as unknown as JsonObject);
  if (leftOver === undefined || spec.about === null) return { spec, warnings: [] };
  return {
    spec: { ...spec, about: { ...spec.about, foreign: { peloton: leftOver as JsonObject } } },
    warnings: [...warningsOf(leftOver, withoutEffect), ...constraintWarnings(given.spec, at)],
  };
};

const definitionOf = (request: wire.CreateJobRequest & Pick<wire.ReplaceJobRequest, "update_spec">): Definition => {
  const update = request.create_spec ?? request.update_spec;
  return {
    spec: request.spec ?? {},
    ...(update === undefined ? {} : { update_spec: update }),
    ...(request.opaque_data === undefined ? {} : { opaque_data: request.opaque_data }),
  };
};

/** `newId`: for a request that names none. */
export const createdSpec = (
  request: wire.CreateJobRequest,
  at: { readonly newId: string; readonly namespace: string },
) => specFromWire(definitionOf(request), { id: request.job_id?.value || at.newId, namespace: at.namespace });

/** The specification that takes a job's place. */
export const replacedSpec = (request: wire.ReplaceJobRequest, job: JobSpec) =>
  specFromWire(definitionOf(request), { id: job.id, namespace: job.namespace });
