import type { FieldDiff, GroupDiff, ObjectDiff, SpecDiff, TaskDiff } from "@longshore/core/model";
import type { PlanReply } from "@longshore/api/plans";
import type { Verb } from "../ui/VerbShape.tsx";

/** One field of a job file that differs, or is shown for context. */
export type FieldRow = {
  readonly key: string;
  /** Where it is, in the group or the job: `task server / Config.`; may be empty. */
  readonly path: string;
  readonly name: string;
  readonly kind: "added" | "deleted" | "edited" | "none";
  readonly before: string;
  readonly after: string;
  /** What it forces, when the scheduler said so. */
  readonly forces: { readonly verb: Verb; readonly text: string } | null;
};

export type DiffSection = {
  readonly key: string;
  /** A group's name, or the job's. */
  readonly title: string;
  readonly what: "job" | "group";
  readonly kind: "added" | "deleted" | "edited" | "none";
  readonly changed: readonly FieldRow[];
  readonly unchanged: readonly FieldRow[];
  /** Instances by what happens to them. */
  readonly effects: readonly { readonly verb: Verb; readonly count: number }[];
};

/** Nomad's words of a group's updates and of annotations. */
const verbOfWord: Readonly<Record<string, Verb>> = {
  create: "create",
  destroy: "stop",
  migrate: "replace",
  canary: "create",
  "in-place update": "inPlace",
  "create/destroy update": "replace",
  ignore: "keep",
};
const forcesWords: Readonly<Record<Verb, string>> = {
  stop: "forces stop",
  replace: "forces replace",
  inPlace: "in place",
  create: "forces create",
  wait: "",
  keep: "",
};

const forcesOf = (annotations: readonly string[]): FieldRow["forces"] => {
  const verbs = annotations.flatMap((text) => verbOfWord[text.replace(/^forces /, "")] ?? []);
  const verb = (["stop", "replace", "create", "inPlace"] as const).find((each) => verbs.includes(each));
  return verb === undefined ? null : { verb, text: forcesWords[verb] };
};

/** `Env[PORT]` reads as `Env.PORT`; `args[0]` stays. */
const nameText = (name: string): string => name.replace(/\[([^\]\d][^\]]*)\]$/, ".$1");

const fieldRow = (path: string, field: FieldDiff): FieldRow => ({
  key: `${path}${field.name}`,
  path,
  name: nameText(field.name),
  kind: field.kind,
  before: field.old,
  after: field.new,
  forces: forcesOf(field.annotations),
});

/** An object's own fields and those of the objects inside it. Two objects of one name, such as constraints, are numbered. */
const rowsOf = (path: string, object: Pick<ObjectDiff, "fields" | "objects">): readonly FieldRow[] => {
  const seen = new Map<string, number>();
  return [
    ...object.fields.map((field) => fieldRow(path, field)),
    ...object.objects.flatMap((inner) => {
      const before = seen.get(inner.name) ?? 0;
      seen.set(inner.name, before + 1);
      const many = object.objects.filter((each) => each.name === inner.name).length > 1;
      return rowsOf(`${path}${inner.name}${many ? ` ${String(before + 1)}` : ""}.`, inner);
    }),
  ];
};

const taskRows = (task: TaskDiff): readonly FieldRow[] => {
  const forces = forcesOf(task.annotations);
  // The scheduler says it once for the task; every changed field of it is a cause.
  return rowsOf(`task ${task.name} / `, task).map((row) =>
    row.kind !== "none" && row.forces === null ? { ...row, forces } : row,
  );
};

const section = (
  base: Pick<DiffSection, "key" | "title" | "what" | "kind" | "effects">,
  rows: readonly FieldRow[],
): DiffSection => ({
  ...base,
  changed: rows.filter((row) => row.kind !== "none"),
  unchanged: rows.filter((row) => row.kind === "none" && (row.before !== "" || row.after !== "")),
});

const groupSection = (group: GroupDiff): DiffSection =>
  section(
    {
      key: `group ${group.name}`,
      title: group.name,
      what: "group",
      kind: group.kind,
      effects: (["stop", "replace", "inPlace", "create"] as const).flatMap((verb) => {
        const count = Object.entries(group.updates)
          .filter(([word]) => verbOfWord[word] === verb)
          .reduce((sum, [, instances]) => sum + instances, 0);
        return count === 0 ? [] : [{ verb, count }];
      }),
    },
    [...rowsOf("", group), ...group.tasks.flatMap(taskRows)],
  );

/** The contract's schema says the same as the core's type, but loses it below the first level of nesting. */
export type WireDiff = PlanReply["diff"] | SpecDiff;

/** A specification's difference as sections of rows: the job's own fields, then each group. Sections without anything to say are left out. */
export const diffSections = (wire: WireDiff): readonly DiffSection[] => {
  const diff = wire as SpecDiff;
  return [
    section({ key: "job", title: diff.id, what: "job", kind: diff.kind, effects: [] }, rowsOf("", diff)),
    ...diff.groups.map(groupSection),
  ].filter((each) => each.changed.length > 0 || each.effects.length > 0);
};

export const changedFields = (sections: readonly DiffSection[]): number =>
  sections.reduce((sum, each) => sum + each.changed.length, 0);
