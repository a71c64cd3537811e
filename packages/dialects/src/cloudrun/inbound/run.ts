import {
  childSpec,
  noAbout,
  type About,
  type Job,
  type JobSpec,
  type JsonObject,
  type ParentRef,
} from "@longshore/core/model";
import { difference } from "../../left-over.ts";
import { definitionToWire } from "../outbound/definition.ts";
import { writeJob } from "../outbound/write-job.ts";
import { compact } from "../../units.ts";
import type * as wire from "../wire.ts";
import { readJob } from "./read-job.ts";

const environment = (of: wire.Container, over: wire.ContainerOverride): readonly wire.EnvVar[] => {
  const names = new Set((over.env ?? []).map(({ name }) => name));
  return [...(of.env ?? []).filter(({ name }) => !names.has(name)), ...(over.env ?? [])];
};

/** Arguments are replaced, variables are merged by name; nothing else of a container can be overridden. */
const overridden = (container: wire.Container, over: wire.ContainerOverride | undefined): wire.Container => {
  if (over === undefined) return container;
  const { args = [], clearArgs = false } = over;
  const isGiven = args.length > 0 || clearArgs;
  const env = environment(container, over);
  return compact({
    ...container,
    args: isGiven ? (args.length === 0 ? undefined : args) : container.args,
    env: env.length === 0 ? undefined : env,
  }) as wire.Container;
};

const isFor = (over: wire.ContainerOverride, container: wire.Container, of: readonly wire.Container[]): boolean =>
  over.name ? over.name === container.name : of.length === 1;

/** Names of containers that a request overrides and the job does not have. */
export const unmatchedOverrides = (job: wire.Job, { containerOverrides = [] }: wire.Overrides): readonly string[] => {
  const containers = job.spec?.template?.spec?.template?.spec?.containers ?? [];
  return containerOverrides
    .filter((over) => !containers.some((container) => isFor(over, container, containers)))
    .map(({ name = "" }) => name);
};

const executionOf = (execution: wire.ExecutionSpec, overrides: wire.Overrides): wire.ExecutionSpec => {
  const task = execution.template?.spec ?? {};
  const containers = task.containers ?? [];
  return {
    ...execution,
    ...(overrides.taskCount ? { taskCount: overrides.taskCount } : {}),
    template: {
      spec: {
        ...task,
        ...(overrides.timeoutSeconds ? { timeoutSeconds: String(overrides.timeoutSeconds) } : {}),
        containers: containers.map((container) =>
          overridden(
            container,
            overrides.containerOverrides?.find((over) => isFor(over, container, containers)),
          ),
        ),
      },
    },
  };
};

/** The execution's own definition: the job's template with the overrides merged in. */
const definitionOf = (job: JobSpec, id: string, overrides: wire.Overrides): wire.Job => {
  const { template } = definitionToWire(job).spec ?? {};
  const { labels, annotations } = template?.metadata ?? {};
  return {
    metadata: compact({ name: id, namespace: job.namespace, labels, annotations }) as wire.ObjectMeta,
    spec: { template: { spec: executionOf(template?.spec ?? {}, overrides) } },
  };
};

/** What the definition says of each task; the rest is as the job has it. */
const specOf = (frozen: JobSpec, read: JobSpec): JobSpec => ({
  ...frozen,
  taskGroups: frozen.taskGroups.map((group, at) => {
    const said = at === 0 ? read.taskGroups[0] : undefined;
    if (said === undefined) return group;
    return {
      ...group,
      count: said.count,
      maxRunDurationMs: said.maxRunDurationMs,
      tasks: group.tasks.map((task) => {
        const { config, env } = said.tasks.find(({ name }) => name === task.name) ?? task;
        return task.driver === "raw_exec" || task.driver === "docker" ? { ...task, config, env } : { ...task, env };
      }),
    };
  }),
});

export type Run = { readonly spec: JobSpec; readonly parent: ParentRef };

/**
 * An execution as the child of its job: the job's specification as it is now with the overrides merged in, and kept beside it. `suffix`: the
 * token, or what the server chose; the execution is called `job-suffix`.
 */
export const runOf = (job: Job, suffix: string, overrides: wire.Overrides): Run => {
  const frozen = childSpec(job.spec, { name: suffix, meta: {}, payload: null });
  const definition = definitionOf(job.spec, frozen.id, overrides);
  const spec = specOf(frozen, readJob(definition));
  const leftOver = difference(writeJob(spec) as JsonObject, definition as JsonObject) as JsonObject | undefined;
  const { cloudrun: _, ...foreign } = spec.about?.foreign ?? {};
  const about: About = {
    ...(spec.about ?? noAbout),
    labels: definition.metadata?.labels ?? {},
    foreign: {
      ...foreign,
      ...(leftOver === undefined ? {} : { cloudrun: leftOver }),
      ...(Object.keys(overrides).length === 0 ? {} : { [overridesKey]: overrides as JsonObject }),
    },
  };
  return { spec: { ...spec, about }, parent: { job: job.key, version: job.version, id: job.spec.id } };
};

/** Where an execution's own overrides are kept. */
export const overridesKey = "cloudrun.overrides";
