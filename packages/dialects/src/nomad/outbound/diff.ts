import type { DiffKind, FieldDiff, GroupDiff, ObjectDiff, SpecDiff, TaskDiff } from "@longshore/core/model";
import { orNull } from "../json.ts";
import type * as wire from "../wire.ts";

const words: Readonly<Record<DiffKind, string>> = {
  none: "None",
  added: "Added",
  deleted: "Deleted",
  edited: "Edited",
};

const fieldToWire = (field: FieldDiff): wire.FieldDiff => ({
  Type: words[field.kind],
  Name: field.name,
  Old: field.old,
  New: field.new,
  Annotations: orNull(field.annotations),
});

const partsToWire = (diff: Pick<ObjectDiff, "fields" | "objects">) => ({
  Fields: orNull(diff.fields.map(fieldToWire)),
  Objects: orNull(diff.objects.map(objectToWire)),
});

const objectToWire = (object: ObjectDiff): wire.ObjectDiff => ({
  Type: words[object.kind],
  Name: object.name,
  ...partsToWire(object),
});

const taskToWire = (task: TaskDiff): wire.TaskDiff => ({
  ...objectToWire(task),
  Annotations: orNull(task.annotations),
});

const groupToWire = (group: GroupDiff): wire.TaskGroupDiff => ({
  ...objectToWire(group),
  Tasks: orNull(group.tasks.map(taskToWire)),
  Updates: orNull(group.updates),
});

export const diffToWire = (diff: SpecDiff): wire.JobDiff => ({
  Type: words[diff.kind],
  ID: diff.id,
  ...partsToWire(diff),
  TaskGroups: orNull(diff.groups.map(groupToWire)),
});
