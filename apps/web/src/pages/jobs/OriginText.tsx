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

export const doorText = (door: string): string => doorWords[door] ?? door;

/** A person, a token or the scheduler itself. */
export const OriginIcon = ({ door }: { readonly door: string }) => {
  const Icon = door === "dashboard" ? UserRound : door === "scheduler" ? Anchor : KeyRound;
  return <Icon className="i s" aria-hidden="true" />;
};
