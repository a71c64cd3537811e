import { compact } from "../../units.ts";
import type * as wire from "../wire.ts";

/** What the API says where a definition says nothing. */
export const defaults = { cpu: "1000m", memory: "512Mi", maxRetries: 3, timeoutSeconds: "600", taskCount: 1 } as const;

const containerWithDefaults = (container: wire.Container, name: string): wire.Container => ({
  ...container,
  name: container.name || name,
  resources: {
    ...container.resources,
    limits: { cpu: defaults.cpu, memory: defaults.memory, ...container.resources?.limits },
  },
});

const taskWithDefaults = (task: wire.TaskSpec, job: string): wire.TaskSpec => ({
  ...task,
  containers: (task.containers ?? []).map((one, at) => containerWithDefaults(one, `${job}-${String(at + 1)}`)),
  maxRetries: task.maxRetries ?? defaults.maxRetries,
  timeoutSeconds: String(task.timeoutSeconds ?? defaults.timeoutSeconds),
});

/** Labels and annotations that the server writes: what a client sends of them is what it had read. */
const isServers = (key: string): boolean =>
  key === "cloud.googleapis.com/location" ||
  /^run\.googleapis\.com\/(?:creator|lastModifier|lastUpdatedTime|operation-id)$/.test(key);

const withoutServers = (words: wire.Strings | undefined): wire.Strings | undefined => {
  const kept = Object.entries(words ?? {}).filter(([key]) => !isServers(key));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
};

/** A definition as the API stores it: defaults filled in, what the server says taken out. Nothing it says changes what it means. */
export const storedJob = (job: wire.Job): wire.Job => {
  const { name = "", namespace, labels, annotations, generateName } = job.metadata ?? {};
  const execution = job.spec?.template?.spec ?? {};
  return {
    metadata: compact({
      name,
      namespace,
      generateName,
      labels: withoutServers(labels),
      annotations: withoutServers(annotations),
    }) as wire.ObjectMeta,
    spec: {
      ...job.spec,
      template: {
        ...job.spec?.template,
        spec: {
          ...execution,
          taskCount: execution.taskCount ?? defaults.taskCount,
          template: { spec: taskWithDefaults(execution.template?.spec ?? {}, name) },
        },
      },
    },
  };
};
