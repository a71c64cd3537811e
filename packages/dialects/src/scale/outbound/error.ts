import { errorCategoryOf, pairOf, type Attempt, type ErrorCategory, type JobSpec } from "@longshore/core/model";
import type * as wire from "../wire.ts";
import { definitionToWire } from "./job-type.ts";

/** Errors that every installation has; a manifest's own follow. */
const builtin: Readonly<Record<ErrorCategory, { readonly id: number; readonly name: string; readonly title: string }>> =
  {
    system: { id: 1, name: "system", title: "System" },
    algorithm: { id: 2, name: "algorithm-unknown", title: "Algorithm" },
    data: { id: 3, name: "data", title: "Data" },
  };
const builtinIds = 10;

const words: Readonly<Record<ErrorCategory, wire.ErrorCategory>> = {
  system: "SYSTEM",
  data: "DATA",
  algorithm: "ALGORITHM",
};

const declared = (spec: JobSpec, exitCode: number | null): wire.ManifestError | undefined =>
  definitionToWire(spec).manifest?.job?.errors?.find(({ code }) => code === exitCode);

/** Why an attempt failed; null for one that did not. What the manifest says of the exit code goes first. */
export const errorToWire = (
  attempt: Attempt,
  of: { readonly spec: JobSpec; readonly jobType: wire.JobType },
): wire.JobError | null => {
  const category = errorCategoryOf(attempt, of.spec.about);
  if (category === null) return null;
  const said = declared(of.spec, attempt.exitCode);
  if (said === undefined)
    return {
      ...builtin[category],
      description: attempt.message,
      job_type_name: null,
      category: words[category],
      is_builtin: true,
      should_be_retried: true,
    };
  const { code, name = "", title = "", description = "" } = said;
  return {
    id: builtinIds + pairOf(of.jobType.id, code),
    name,
    title,
    description,
    job_type_name: of.jobType.name,
    category: words[category],
    is_builtin: false,
    should_be_retried: true,
  };
};
