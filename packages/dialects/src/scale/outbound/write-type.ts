import { priorityAs, type JobSpec, type Json, type Task, type TaskGroup } from "@longshore/core/model";
import { compact, cpusOfMhz } from "../../units.ts";
import { hostImage, nameAndVersion, shellPath, usualDiskMb, usualPriority } from "../inbound/read-type.ts";
import type * as wire from "../wire.ts";

const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter((item): item is string => typeof item === "string") : [];

const commandOf = ({ driver, config }: Task): string => {
  const args = texts(config["args"]);
  const { command } = config;
  if (driver === "raw_exec" && command === shellPath && args.length === 2 && args[0] === "-c") return args[1] ?? "";
  return [...(typeof command === "string" ? [command] : []), ...args].join(" ");
};

const imageOf = ({ driver, config }: Task): string => {
  const { image } = config;
  return driver === "docker" ? (typeof image === "string" ? image : "") : hostImage;
};

const resourcesOf = (group: TaskGroup, task: Task) => ({
  scalar: [
    { name: "cpus", value: cpusOfMhz(task.resources.cpuMhz) },
    { name: "mem", value: task.resources.memoryMb },
    ...(group.ephemeralDisk.sizeMb === usualDiskMb ? [] : [{ name: "disk", value: group.ephemeralDisk.sizeMb }]),
  ],
});

const errorsOf = (spec: JobSpec): readonly wire.ManifestError[] =>
  Object.entries(spec.about?.exitCategories ?? {}).map(([code, category]) => ({
    code: Number(code),
    category: category === "data" ? "data" : "job",
  }));

const unlessEmpty = <T extends object>(value: T): T | undefined =>
  (Array.isArray(value) ? value.length : Object.keys(value).length) === 0 ? undefined : value;

const maintainerOf = ({ about }: JobSpec) =>
  unlessEmpty(compact({ email: about?.owner || undefined, organization: about?.team || undefined }));

/** What the first task of the specification's first group says in Scale's words. */
export const writeType = (spec: JobSpec): wire.JobTypeDefinition => {
  const { name, version } = nameAndVersion(spec.id);
  const [group] = spec.taskGroups;
  const [task] = group?.tasks ?? [];
  const command = task === undefined ? "" : commandOf(task);
  const priority = priorityAs(spec, true);
  return compact({
    manifest: {
      job: compact({
        name,
        jobVersion: version,
        title: spec.name === spec.id ? undefined : spec.name,
        maintainer: maintainerOf(spec),
        timeout: group?.maxRunDurationMs ? group.maxRunDurationMs / 1000 : undefined,
        interface: command === "" ? undefined : { command },
        resources: group === undefined || task === undefined ? undefined : resourcesOf(group, task),
        errors: unlessEmpty(errorsOf(spec)),
      }),
    },
    docker_image: task === undefined ? undefined : imageOf(task),
    configuration: priority === usualPriority ? undefined : { priority },
  }) as wire.JobTypeDefinition;
};
