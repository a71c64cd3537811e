import type { JobSpec, JsonObject, Strings } from "@longshore/core/model";
import { canonicalize } from "@longshore/core/spec/canonicalize";
import { mhzOfCpus, wholeMemoryMb } from "../../units.ts";
import type * as wire from "../wire.ts";
import { defaults } from "./defaults.ts";
import { parseQuantity } from "./quantity.ts";

/** A job's tasks are the instances of one group. */
export const groupName = "tasks";

/** The image name that means: no container, a process of the host. */
export const hostImage = "local";

/** Attempts count over the whole execution; the longest one with all its retries is shorter. Nanoseconds of it are an exact number. */
const wholeExecutionMs = 100 * 24 * 3600 * 1000;
/** The shortest wait before an instance is placed anew. */
const retryDelayMs = 5000;

const configOf = ({ image = "", command = [], args = [] }: wire.Container): JsonObject => {
  if (image === hostImage) {
    const [program = "", ...first] = command;
    return { command: program, args: [...first, ...args] };
  }
  return {
    image,
    ...(command.length === 0 ? {} : { entrypoint: command }),
    ...(args.length === 0 ? {} : { args }),
  };
};

/** A later value of the same name counts. A secret's value is not known here. */
const envOf = (container: wire.Container): Strings =>
  Object.fromEntries(
    (container.env ?? []).flatMap(({ name, value = "", valueFrom }) => (valueFrom ? [] : [[name, value] as const])),
  );

const amountOf = (limits: wire.Strings | undefined, name: "cpu" | "memory"): number =>
  parseQuantity(limits?.[name] ?? "") ?? parseQuantity(defaults[name]) ?? 0;

const taskOf = (container: wire.Container): object => {
  const limits = container.resources?.limits;
  return {
    name: container.name,
    driver: container.image === hostImage ? "raw_exec" : "docker",
    config: configOf(container),
    env: envOf(container),
    resources: {
      cpuMhz: mhzOfCpus(amountOf(limits, "cpu")),
      memoryMb: wholeMemoryMb(amountOf(limits, "memory") / 2 ** 20),
    },
    killTimeoutMs: 10_000,
    killSignal: "SIGTERM",
  };
};

/** What a stored definition (see `storedJob`) means here: a template that is dispatched once for each execution. */
export const readJob = (job: wire.Job): JobSpec => {
  const execution = job.spec?.template?.spec ?? {};
  const task = execution.template?.spec ?? {};
  const attempts = task.maxRetries ?? defaults.maxRetries;
  return canonicalize({
    id: job.metadata?.name,
    namespace: job.metadata?.namespace,
    type: "batch",
    parameterized: { payload: "forbidden" },
    taskGroups: [
      {
        name: groupName,
        count: execution.taskCount ?? defaults.taskCount,
        parallelism: execution.parallelism || null,
        // A retry is a new allocation, so that each attempt has the whole time.
        restart: { attempts: 0 },
        reschedule: {
          attempts,
          intervalMs: wholeExecutionMs,
          delayMs: retryDelayMs,
          delayFunction: "constant",
          unlimited: false,
        },
        maxRunDurationMs: Number(task.timeoutSeconds ?? defaults.timeoutSeconds) * 1000,
        tasks: (task.containers ?? []).map(taskOf),
      },
    ],
    about: { labels: job.metadata?.labels },
  });
};
