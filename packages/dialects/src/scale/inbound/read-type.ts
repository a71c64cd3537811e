import { priorityOf, type About, type JobSpec, type JsonObject } from "@longshore/core/model";
import { canonicalize } from "@longshore/core/spec/canonicalize";
import { mhzOfCpus, wholeMemoryMb } from "../../units.ts";
import type * as wire from "../wire.ts";

/** A job type runs one process at a time: one group of one instance, in it one task. */
export const groupName = "main";
export const usualPriority = 100;
/** Attempts in all. */
export const usualTries = 3;
export const hostImage = "local";
export const shellPath = "/bin/sh";
/** Where a job finds its input, below the task's `local/`. */
const inputFile = "input.json";

const floor = { cpus: 0.25, mem: 128, disk: 10 } as const;
export const usualDiskMb = 300;

/** Tries count over the whole life of a job; nanoseconds of it are an exact number. */
const wholeLifeMs = 100 * 24 * 3600 * 1000;
/** The shortest wait before an instance is placed anew. */
const retryDelayMs = 5000;

/** A type's name and version make its id: neither can hold the sign between. */
export const typeId = (name: string, version: string): string => `${name}@${version}`;
export const nameAndVersion = (id: string): { readonly name: string; readonly version: string } => {
  const at = id.lastIndexOf("@");
  return at < 0 ? { name: id, version: "" } : { name: id.slice(0, at), version: id.slice(at + 1) };
};

export const wordsOf = (command: string): readonly string[] => command.split(/\s+/).filter((word) => word !== "");

const configOf = (image: string, command: string): JsonObject => {
  if (image === hostImage) return { command: shellPath, args: ["-c", command] };
  const args = wordsOf(command);
  return { image, ...(args.length === 0 ? {} : { args }) };
};

const scalarOf = (manifest: NonNullable<wire.Manifest["job"]>, name: string): number | undefined =>
  manifest.resources?.scalar?.find((one) => one.name === name)?.value;

const categoriesOf = (errors: readonly wire.ManifestError[]): About["exitCategories"] =>
  Object.fromEntries(errors.map(({ code, category }) => [String(code), category === "data" ? "data" : "algorithm"]));

/** What a job type means here: a template that is dispatched once for each job. */
export const readType = (type: wire.JobTypeDefinition, namespace: string): JobSpec => {
  const job = type.manifest?.job ?? {};
  const image = type.docker_image ?? "";
  const priorityGiven = { value: type.configuration?.priority ?? usualPriority, lowerFirst: true };
  const disk = scalarOf(job, "disk");
  return canonicalize({
    id: typeId(job.name ?? "", job.jobVersion ?? ""),
    name: job.title,
    namespace,
    type: "batch",
    priority: priorityOf(priorityGiven),
    parameterized: { payload: "optional" },
    taskGroups: [
      {
        name: groupName,
        count: 1,
        // Each try is an execution of its own with the whole time.
        restart: { attempts: 0 },
        reschedule: {
          attempts: usualTries - 1,
          intervalMs: wholeLifeMs,
          delayMs: retryDelayMs,
          delayFunction: "constant",
          unlimited: false,
        },
        maxRunDurationMs: job.timeout ? job.timeout * 1000 : null,
        ephemeralDisk: { sizeMb: disk === undefined ? usualDiskMb : Math.max(floor.disk, Math.ceil(disk)) },
        tasks: [
          {
            name: groupName,
            driver: image === hostImage ? "raw_exec" : "docker",
            config: configOf(image, job.interface?.command ?? ""),
            resources: {
              cpuMhz: mhzOfCpus(Math.max(floor.cpus, scalarOf(job, "cpus") ?? 0)),
              memoryMb: wholeMemoryMb(Math.max(floor.mem, scalarOf(job, "mem") ?? 0)),
            },
            dispatchPayload: { file: inputFile },
          },
        ],
      },
    ],
    about: {
      owner: job.maintainer?.email,
      team: job.maintainer?.organization,
      priorityGiven,
      exitCategories: categoriesOf(job.errors ?? []),
    },
  });
};
