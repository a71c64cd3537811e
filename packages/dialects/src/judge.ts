import type { JobSpec } from "@longshore/core/model";
import { parseDefinition, type ParsedDefinition } from "@longshore/core/spec/parse";
import { writeDefinition } from "@longshore/core/spec/write";

/**
 * Judges the specification that a foreign definition became as any other: by way of Nomad's JSON, so that its names, limits and meaning are
 * held to the same rules. Faults are told with Nomad's places. The specification comes back as it was.
 */
export const judge = (spec: JobSpec, ...by: JudgedBy): ParsedDefinition =>
  parseDefinition(writeDefinition(spec), ...by);

/** Whatever else a definition is judged by: drivers, schedules. */
type JudgedBy = Parameters<typeof parseDefinition> extends readonly [unknown, ...infer Rest] ? Rest : never;
