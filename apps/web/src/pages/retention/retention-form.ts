import type { Retention } from "@longshore/core/model";
import { number } from "../../lib/plural.ts";

export const units = [
  { name: "days", ms: 86_400_000 },
  { name: "hours", ms: 3_600_000 },
  { name: "minutes", ms: 60_000 },
  { name: "seconds", ms: 1000 },
] as const;
export type UnitName = (typeof units)[number]["name"];

/** A span as it is typed; `for good` has no amount. */
export type Span = { readonly amount: string; readonly unit: UnitName | "for good" };

/** In the largest unit that holds it exactly. */
export const spanOf = (ms: number | null): Span => {
  if (ms === null) return { amount: "", unit: "for good" };
  const unit = units.find((each) => ms >= each.ms && ms % each.ms === 0) ?? units[3];
  return { amount: String(ms / unit.ms), unit: unit.name };
};

/** Undefined: it is no whole number of its unit. */
export const spanMs = ({ amount, unit }: Span): number | null | undefined => {
  if (unit === "for good") return null;
  const ms = units.find(({ name }) => name === unit)?.ms ?? 1;
  return /^\d{1,9}$/.test(amount) ? Number(amount) * ms : undefined;
};

/** `4 hours`, `1 day`, `for good`. */
export const spanText = (ms: number | null): string => {
  const { amount, unit } = spanOf(ms);
  if (unit === "for good") return unit;
  return `${number(Number(amount))} ${amount === "1" ? unit.slice(0, -1) : unit}`;
};

export type SpanKey = Exclude<keyof Retention, "versions" | "journalEntries">;
export type CountKey = Exclude<keyof Retention, SpanKey>;

type About = { readonly label: string; readonly text: string };

/** What each setting is about; `forGood`: it may be kept for good. */
export const spans: { readonly [key in SpanKey]: About & { readonly forGood: boolean } } = {
  jobsMs: {
    label: "Jobs that are over",
    text: "Stopped, or run to their end. They go with their versions and all that is told of them.",
    forGood: true,
  },
  childrenMs: {
    label: "Jobs that were launched",
    text: "The same of what a schedule launched or somebody dispatched.",
    forGood: true,
  },
  allocationsMs: {
    label: "Instances of services",
    text: "Ended instances of service and system jobs, with their logs.",
    forGood: true,
  },
  batchAllocationsMs: {
    label: "Instances of batches",
    text: "Ended instances of batch and sysbatch jobs, with their logs: the record of what they did.",
    forGood: true,
  },
  evaluationsMs: {
    label: "Evaluations of services",
    text: "Each look of the scheduler at a service or system job, and what came of it.",
    forGood: true,
  },
  batchEvaluationsMs: {
    label: "Evaluations of batches",
    text: "The same of batch and sysbatch jobs.",
    forGood: true,
  },
  deploymentsMs: { label: "Rollouts", text: "Those that have ended, with their events.", forGood: true },
  everyMs: { label: "Looked for every", text: "How often the server looks for what may go.", forGood: false },
};
export const spanKeys = Object.keys(spans) as readonly SpanKey[];

export const counts: { readonly [key in CountKey]: About & { readonly from: number; readonly to: number } } = {
  versions: {
    label: "Versions of each job",
    text: "The newest ones. What is tagged, stable or in use stays besides.",
    from: 1,
    to: 1000,
  },
  journalEntries: {
    label: "Entries of the journal",
    text: "Beyond what a restart needs.",
    from: 1000,
    to: 1_000_000_000,
  },
};
export const countKeys = Object.keys(counts) as readonly CountKey[];

/** The form as it is filled in. */
export type RetentionForm = { readonly [key in SpanKey]: Span } & { readonly [key in CountKey]: string };

export const formOf = (retention: Retention): RetentionForm => ({
  ...(Object.fromEntries(spanKeys.map((key) => [key, spanOf(retention[key])])) as { [key in SpanKey]: Span }),
  versions: String(retention.versions),
  journalEntries: String(retention.journalEntries),
});

const mostMs = 10 * 365 * 86_400_000;
const everyRange = { from: 1000, to: 86_400_000 } as const;

const spanFault = (key: SpanKey, span: Span): string | null => {
  const ms = spanMs(span);
  if (ms === undefined) return "Give a whole number";
  if (ms === null) return null;
  if (key === "everyMs") return ms < everyRange.from || ms > everyRange.to ? "From 1 second to 1 day" : null;
  return ms > mostMs ? "At most ten years, or for good" : null;
};

const countFault = (key: CountKey, text: string): string | null => {
  const { from, to } = counts[key];
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? null : `From ${number(from)} to ${number(to)}`;
};

/** What is wrong with a field; null: nothing. */
export const faultOf = (form: RetentionForm, key: keyof Retention): string | null =>
  key === "versions" || key === "journalEntries" ? countFault(key, form[key]) : spanFault(key, form[key]);

/** Null while something in it is wrong. */
export const retentionOf = (form: RetentionForm): Retention | null => {
  if ([...spanKeys, ...countKeys].some((key) => faultOf(form, key) !== null)) return null;
  return {
    ...(Object.fromEntries(spanKeys.map((key) => [key, spanMs(form[key])])) as { [key in SpanKey]: number }),
    versions: Number(form.versions),
    journalEntries: Number(form.journalEntries),
  };
};
