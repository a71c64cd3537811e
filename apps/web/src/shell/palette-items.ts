import type { JobListItem } from "@longshore/api/jobs";
import { setPreferences } from "../lib/preferences.ts";
import { signOut } from "../api/start-session.ts";
import {
  auditPath,
  editJobPath,
  evaluationsPath,
  jobPath,
  jobsPath,
  newJobPath,
  nodesPath,
  plansPath,
  retentionPath,
  schedulerPath,
} from "../paths.ts";

export type PaletteItem = {
  readonly key: string;
  readonly text: string;
  readonly hint: string;
  /** A job's health, for its shape. */
  readonly state?: string;
  readonly run: () => void;
};

const goes = (go: (path: string) => void): readonly PaletteItem[] => [
  { key: "jobs", text: "Go to jobs", hint: "g j", run: () => go(jobsPath()) },
  { key: "plans", text: "Go to plans", hint: "g p", run: () => go(plansPath()) },
  { key: "nodes", text: "Go to nodes", hint: "g n", run: () => go(nodesPath()) },
  { key: "new", text: "New job", hint: "c", run: () => go(newJobPath()) },
  { key: "evaluations", text: "Go to evaluations", hint: "g e", run: () => go(evaluationsPath()) },
  { key: "scheduler", text: "Go to the scheduler's settings", hint: "g s", run: () => go(schedulerPath()) },
  { key: "retention", text: "Go to what is kept, and collect now", hint: "", run: () => go(retentionPath()) },
  { key: "audit", text: "Go to the audit log", hint: "g a", run: () => go(auditPath()) },
  {
    key: "waiting",
    text: "Show what waits for room",
    hint: "",
    run: () => go(evaluationsPath({ status: "blocked" })),
  },
  {
    key: "open plans",
    text: "Show plans that wait for approval",
    hint: "",
    run: () => go(plansPath({ state: "open" })),
  },
  {
    key: "draining",
    text: "Show nodes being drained",
    hint: "",
    run: () => go(nodesPath({ eligibility: "draining" })),
  },
  { key: "failed", text: "Show failed jobs", hint: "", run: () => go(jobsPath({ health: "failed,lost,degraded" })) },
];

const settings: readonly PaletteItem[] = [
  ...(["system", "light", "dark"] as const).map((theme) => ({
    key: `theme ${theme}`,
    text: `Theme: ${theme}`,
    hint: "",
    run: () => {
      setPreferences({ theme });
    },
  })),
  ...(["utc", "local"] as const).map((zone) => ({
    key: `zone ${zone}`,
    text: `Times in ${zone === "utc" ? "UTC" : "local time"}`,
    hint: "",
    run: () => {
      setPreferences({ zone });
    },
  })),
  { key: "sign out", text: "Sign out", hint: "", run: () => void signOut() },
];

const ofJob =
  (go: (path: string) => void) =>
  (job: JobListItem): readonly PaletteItem[] => [
    {
      key: `job ${job.namespace}/${job.id}`,
      text: job.id,
      hint: job.type,
      state: job.health,
      run: () => go(jobPath(job.namespace, job.id)),
    },
  ];

const onJob =
  (go: (path: string) => void) =>
  (job: JobListItem): readonly PaletteItem[] => [
    {
      key: `plan ${job.namespace}/${job.id}`,
      text: `Plan a change of ${job.id}`,
      hint: "p",
      run: () => go(editJobPath(job.namespace, job.id)),
    },
    {
      key: `instances ${job.namespace}/${job.id}`,
      text: `Instances of ${job.id}`,
      hint: "",
      run: () => go(jobPath(job.namespace, job.id, "instances")),
    },
    {
      key: `versions ${job.namespace}/${job.id}`,
      text: `Versions of ${job.id}`,
      hint: "",
      run: () => go(jobPath(job.namespace, job.id, "versions")),
    },
    {
      key: `activity ${job.namespace}/${job.id}`,
      text: `Activity on ${job.id}: who asked for what`,
      hint: "",
      run: () => go(jobPath(job.namespace, job.id, "activity")),
    },
    {
      key: `plans ${job.namespace}/${job.id}`,
      text: `Saved plans of ${job.id}`,
      hint: "",
      run: () => go(plansPath({ namespace: job.namespace, job: job.id })),
    },
  ];

const wordsOf = (typed: string): readonly string[] => typed.toLowerCase().split(/\s+/).filter(Boolean);

/** Whether a text holds every word that was typed, in any case. */
export const matches = (text: string, typed: string): boolean =>
  wordsOf(typed).every((word) => text.toLowerCase().includes(word));

/** The jobs that the server found, then what can be done: with the first of them, and in general. */
export const paletteItems = (
  typed: string,
  jobs: readonly JobListItem[],
  go: (path: string) => void,
): readonly PaletteItem[] => {
  const general = [...goes(go), ...settings].filter((item) => matches(item.text, typed));
  if (typed.trim() === "") return [...general.slice(0, 5), ...jobs.flatMap(ofJob(go)), ...general.slice(5)];
  return [...jobs.flatMap(ofJob(go)), ...jobs.slice(0, 1).flatMap(onJob(go)), ...general];
};
