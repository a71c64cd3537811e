import type { NodeRequestType } from "../../api/node-requests.ts";

export const askedWords: Readonly<Record<NodeRequestType, string>> = {
  drain: "draining",
  cancelDrain: "ending the drain",
  eligible: "making it eligible",
  ineligible: "making it ineligible",
  remove: "removing it",
};

export const dimensions = [
  { key: "cpuMhz", label: "CPU", unit: "MHz" },
  { key: "memoryMb", label: "Memory", unit: "MiB" },
  { key: "diskMb", label: "Disk", unit: "MiB" },
] as const;

const minute = 60_000;
const hour = 60 * minute;

/** Nomad's deadline is an hour unless somebody says otherwise. */
export const defaultDeadline = String(hour);

/** The value is milliseconds; empty waits without end. */
export const deadlines = [
  { value: "0", label: "Move everything at once" },
  { value: String(5 * minute), label: "After 5 minutes" },
  { value: String(15 * minute), label: "After 15 minutes" },
  { value: defaultDeadline, label: "After 1 hour" },
  { value: String(6 * hour), label: "After 6 hours" },
  { value: String(24 * hour), label: "After 24 hours" },
  { value: "", label: "Never: wait until all have moved" },
] as const;
