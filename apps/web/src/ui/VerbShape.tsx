import "./status.css";

export type Verb = "stop" | "replace" | "inPlace" | "create" | "wait" | "keep";

export const verbWords: Readonly<Record<Verb, string>> = {
  stop: "stop",
  replace: "replace",
  inPlace: "in place",
  create: "create",
  wait: "wait",
  keep: "unchanged",
};

export const VerbShape = ({ verb }: { readonly verb: Verb }) => <i className="vb" data-v={verb} aria-hidden="true" />;
