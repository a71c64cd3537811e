/**
 * The structural difference of two job specifications, in Nomad's shape and words
 * (names such as `Env[PORT]`, `args[0]`; durations in nanoseconds; see nomad's plan reply).
 */
export type DiffKind = "none" | "added" | "deleted" | "edited";

export type FieldDiff = {
  readonly kind: DiffKind;
  readonly name: string;
  readonly old: string;
  readonly new: string;
  readonly annotations: readonly string[];
};

export type ObjectDiff = {
  readonly kind: DiffKind;
  readonly name: string;
  readonly fields: readonly FieldDiff[];
  readonly objects: readonly ObjectDiff[];
};

export type TaskDiff = ObjectDiff & { readonly annotations: readonly string[] };

export type GroupDiff = ObjectDiff & {
  readonly tasks: readonly TaskDiff[];
  /** Instances by what happens to them, only those above zero; keys in Nomad's words (`create`, `create/destroy update`). */
  readonly updates: { readonly [word: string]: number };
};

export type SpecDiff = {
  readonly kind: DiffKind;
  readonly id: string;
  readonly fields: readonly FieldDiff[];
  readonly objects: readonly ObjectDiff[];
  readonly groups: readonly GroupDiff[];
};
