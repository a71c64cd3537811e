import fc, { type Arbitrary } from "fast-check";
import { expect, test } from "vitest";
import { jobSpec } from "@longshore/core/testing/arbitraries";
import { parseDefinition } from "@longshore/core/spec/parse";
import { writeDefinition } from "@longshore/core/spec/write";
import { specFromWire } from "./inbound/job.ts";
import { readSpec, type Definition } from "./inbound/read-spec.ts";
import { definitionToWire } from "./outbound/job.ts";
import { writeSpec } from "./outbound/write-spec.ts";
import type * as wire from "./wire.ts";

const word = fc.constantFrom("a", "b", "web", "9", "constructor", "x/y", "größe");
const text = fc.constantFrom("", "v", "${NOMAD_PORT_a}", "two words", "0");
const optional = <T extends object>(fields: { [K in keyof T]-?: Arbitrary<NonNullable<T[K]>> }): Arbitrary<T> =>
  fc.record(fields, { requiredKeys: [], noNullPrototype: true }) as unknown as Arbitrary<T>;
const few = <T>(of: Arbitrary<T>): Arbitrary<T[]> => fc.array(of, { maxLength: 2 });

const label = optional<wire.Label>({ key: word, value: text });
const command = optional<wire.CommandSpec>({ value: text, arguments: few(text) });
const port = optional<wire.PortSpec>({
  name: word,
  value: fc.constantFrom(0, 80),
  env_name: fc.constantFrom("", "PORT"),
  template_name: text,
  type: fc.constantFrom("PORT_TYPE_STATIC", "PORT_TYPE_DYNAMIC_ENV_VAR"),
});
const check = optional<wire.HealthCheckSpec>({
  enabled: fc.boolean(),
  initial_interval_secs: fc.nat({ max: 20 }),
  interval_secs: fc.nat({ max: 20 }),
  max_consecutive_failures: fc.nat({ max: 5 }),
  timeout_secs: fc.nat({ max: 20 }),
  type: fc.constantFrom("HEALTH_CHECK_TYPE_COMMAND", "HEALTH_CHECK_TYPE_HTTP"),
  success_threshold: fc.nat({ max: 2 }),
  command,
  http_get: optional<wire.HTTPGetSpec>({
    scheme: fc.constantFrom("", "https"),
    port: fc.constantFrom(0, 80),
    path: text,
    http_headers: few(optional<wire.Environment>({ name: word, value: text })),
    port_spec: port,
  }),
});
const container = optional<wire.ContainerSpec>({
  name: word,
  resource: optional<wire.ResourceSpec>({
    cpu_limit: fc.constantFrom(0, 0.1, 0.5, 0.00015, 3),
    mem_limit_mb: fc.constantFrom(0, 4, 128, 128.5),
    disk_limit_mb: fc.constantFrom(0, 4, 300, 512),
    fd_limit: fc.nat(9),
    gpu_limit: fc.constantFrom(0, 1),
  }),
  container: optional<wire.ContainerInfo>({
    type: fc.constant("DOCKER"),
    docker: optional<{ image?: string }>({ image: word }),
    mesos: fc.constant({ image: { docker: { name: "m" } } }),
  }),
  command: optional<wire.CommandInfo>({ value: text, shell: fc.boolean(), arguments: few(text) }),
  liveness_check: check,
  readiness_check: check,
  ports: few(port),
  entrypoint: command,
  environment: few(optional<wire.Environment>({ name: word, value: text })),
  image: fc.constantFrom("", "local", "redis:7"),
  volume_mounts: few(optional<wire.VolumeMount>({ name: word, read_only: fc.boolean(), mount_path: text })),
});
const labelConstraint = optional<wire.Constraint>({
  type: fc.constant("CONSTRAINT_TYPE_LABEL"),
  label_constraint: optional<wire.LabelConstraint>({
    kind: fc.constantFrom("LABEL_CONSTRAINT_KIND_POD", "LABEL_CONSTRAINT_KIND_HOST"),
    condition: fc.constantFrom(
      "LABEL_CONSTRAINT_CONDITION_LESS_THAN",
      "LABEL_CONSTRAINT_CONDITION_EQUAL",
      "LABEL_CONSTRAINT_CONDITION_GREATER_THAN",
    ),
    label,
    requirement: fc.nat({ max: 2 }),
  }),
  and_constraint: fc.constant({}),
  or_constraint: fc.constant({}),
});
const constraint = fc.oneof(
  labelConstraint,
  few(labelConstraint).map((constraints): wire.Constraint => ({
    type: "CONSTRAINT_TYPE_AND",
    and_constraint: { constraints },
  })),
  few(labelConstraint).map((constraints): wire.Constraint => ({
    type: "CONSTRAINT_TYPE_OR",
    or_constraint: { constraints },
  })),
);
const pod = optional<wire.PodSpec>({
  pod_name: fc.constant({ value: "p" }),
  labels: few(label),
  init_containers: fc.array(container, { maxLength: 1 }),
  containers: few(container),
  constraint,
  restart_policy: fc.constant({ max_failures: 3 }),
  preemption_policy: fc.constant({ kill_on_preempt: true }),
  controller: fc.boolean(),
  kill_grace_period_seconds: fc.constantFrom(0, 10, 30),
  revocable: fc.boolean(),
  volumes: few(
    optional<wire.VolumeSpec>({
      name: word,
      type: fc.constant("VOLUME_TYPE_EMPTY_DIR"),
      empty_dir: fc.constant({}),
      host_path: fc.constant({}),
    }),
  ),
  mesos_spec: optional<wire.MesosPodSpec>({
    type: fc.constant("CONTAINER_TYPE_MESOS"),
    docker_parameters: few(label),
    shell: fc.boolean(),
    network_spec: fc.constant({ type: "HOST" }),
  }),
  host_ports: few(port),
});
const update = optional<wire.UpdateSpec>({
  batch_size: fc.nat({ max: 3 }),
  max_instance_retries: fc.nat({ max: 3 }),
  max_tolerable_instance_failures: fc.nat({ max: 3 }),
  start_paused: fc.boolean(),
  rollback_on_failure: fc.boolean(),
  in_place: fc.boolean(),
  start_pods: fc.boolean(),
});
const spec = optional<Omit<wire.JobSpec, "revision">>({
  name: word,
  owner: text,
  owning_team: text,
  ldap_groups: few(text),
  description: text,
  labels: few(label),
  instance_count: fc.nat({ max: 3 }),
  sla: optional<wire.SlaSpec>({
    priority: fc.nat({ max: 80 }),
    preemptible: fc.boolean(),
    revocable: fc.boolean(),
    maximum_unavailable_instances: fc.nat({ max: 2 }),
  }),
  default_spec: pod,
  instance_spec: fc.dictionary(fc.nat({ max: 3 }).map(String), pod, { maxKeys: 2, noNullPrototype: true }),
  respool_id: fc.constant({ value: "r" }),
});
const definition: Arbitrary<Definition> = fc.record(
  { spec, update_spec: update, opaque_data: fc.constant({ data: "o" }) },
  { requiredKeys: ["spec"], noNullPrototype: true },
);

const at = { id: "91b1d0a3-61f1-4f0c-8f0f-2f9a5d0f7a11", namespace: "default" };

test("[M13] whatever Peloton's messages can say reads back as it was written", () => {
  fc.assert(
    fc.property(definition, (given) => {
      expect(definitionToWire(specFromWire(given, at).spec)).toEqual(given);
    }),
    { numRuns: 500 },
  );
});

test("[M13] what is written for a specification means that specification", () => {
  fc.assert(
    fc.property(definition, (given) => {
      const read = readSpec(given, at);
      expect(readSpec(writeSpec(read), at)).toEqual(read);
    }),
    { numRuns: 500 },
  );
});

test("[M13] a specification of Peloton's survives Nomad's JSON", () => {
  fc.assert(
    fc.property(definition, (given) => {
      const { spec: made } = specFromWire(given, at);
      const again = parseDefinition(JSON.parse(JSON.stringify(writeDefinition(made))), () => []);
      expect(again.malformed).toBe(false);
      if (again.spec !== undefined) expect(definitionToWire(again.spec)).toEqual(given);
    }),
    { numRuns: 100 },
  );
});

test("[M16] any job can be told", () => {
  fc.assert(
    fc.property(jobSpec(), (made) => {
      expect(definitionToWire(made).spec.instance_count ?? 0).toBe(made.taskGroups[0]?.count);
    }),
  );
});

test("[M13] a count that another door set shows, and what has no other meaning is as it was written", () => {
  fc.assert(
    fc.property(definition, fc.integer({ min: 4, max: 9 }), (given, count) => {
      const { spec: made } = specFromWire(given, at);
      const scaled = { ...made, taskGroups: made.taskGroups.map((group) => ({ ...group, count })) };
      const shown = definitionToWire(scaled);
      expect(shown).toEqual({ ...given, spec: { ...given.spec, instance_count: count } });
    }),
  );
});
