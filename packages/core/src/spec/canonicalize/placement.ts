import type { Affinity, Constraint, Spread } from "../../model/job-spec.ts";
import type { Partly } from "./partly.ts";

export const constraint = (block: Partly<Constraint>): Constraint => ({
  attribute: block.attribute ?? "",
  operator: block.operator || "=",
  value: block.value ?? "",
});

export const affinity = (block: Partly<Affinity>): Affinity => ({ ...constraint(block), weight: block.weight ?? 50 });

export const spread = (block: Partly<Spread>): Spread => ({
  attribute: block.attribute ?? "",
  weight: block.weight ?? 50,
  targets: (block.targets ?? []).map((target: Partly<Spread["targets"][number]>) => ({
    value: target.value ?? "",
    percent: target.percent ?? 0,
  })),
});
