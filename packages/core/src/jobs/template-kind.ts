import { isTemplate, type JobSpec } from "../model/job-spec.ts";
import type { Rejection } from "../rejection.ts";

/** How a template's children come about; a periodic one that is parameterized as well is dispatched. */
export type Launching = "periodic" | "parameterized";

export const launchingOf = (spec: JobSpec): Launching | undefined => {
  if (!isTemplate(spec)) return undefined;
  return spec.periodic === null ? "parameterized" : "periodic";
};

/** [W3] Why a job cannot be given this specification: what makes a template of it, or no longer one. */
export const launchingChange = (before: JobSpec, after: JobSpec): Rejection | undefined => {
  for (const launching of ["periodic", "parameterized"] as const) {
    const to = after[launching] !== null;
    if ((before[launching] !== null) !== to) return { kind: "launchingChanged", launching, to };
  }
  return undefined;
};
