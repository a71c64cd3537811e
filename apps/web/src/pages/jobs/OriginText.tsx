import { Anchor, KeyRound, UserRound } from "lucide-react";

const doorWords: Readonly<Record<string, string>> = {
  dashboard: "the dashboard",
  nomad: "the Nomad API",
  cluster: "the Cluster API",
  peloton: "the Peloton API",
  cloudrun: "the Cloud Run API",
  scale: "the Scale API",
  scheduler: "a schedule",
};

/** The ways in which somebody asks for a change. */
export const doors: readonly string[] = Object.keys(doorWords).filter((door) => door !== "scheduler");

export const doorText = (door: string): string => doorWords[door] ?? door;

/** `by ann through the dashboard`; what Longshore does under a policy that somebody else set names that. */
export const originText = ({ door, by }: { readonly door: string; readonly by: string }): string => {
  if (door !== "scheduler") return `by ${by} through ${doorText(door)}`;
  return by === "rollout" ? "by a rollout that failed" : `by ${doorText(door)}`;
};

/** A person, a token or the scheduler itself. */
export const OriginIcon = ({ door }: { readonly door: string }) => {
  const Icon = door === "dashboard" ? UserRound : door === "scheduler" ? Anchor : KeyRound;
  return <Icon className="i s" aria-hidden="true" />;
};
