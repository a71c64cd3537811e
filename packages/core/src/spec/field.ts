/**
 * The dictionary of a job definition: for each field of the model, its word in a job file, its type there, what changing it
 * does to running instances, and a sentence for the editor. Reading, writing, comparing and completing definitions all walk
 * these tables; the compiler checks that no field is forgotten.
 *
 * Words and types: Nomad's JSON job specification (durations are integer nanoseconds there).
 */
export type FieldType =
  | "string"
  | "integer"
  | "number"
  | "boolean"
  | "duration"
  | "stringMap"
  | "stringList"
  | "object"
  | { readonly one: Fields }
  | { readonly many: Fields; readonly word: string }
  | { readonly map: Fields };

/** What a change of the field does to an instance that runs: nothing, an update without a restart, or a replacement. */
export type UpdateEffect = "none" | "inPlace" | "destructive";

export type Field = {
  readonly word: string;
  readonly type: FieldType;
  readonly effect: UpdateEffect;
  readonly doc: string;
  /** Ours alone: written only where it is used, so that a definition made elsewhere reads back as it was. */
  readonly extension?: true;
  /** Of a list of strings: their order means something, and so does one that stands there twice. */
  readonly isOrdered?: true;
  readonly values?: readonly string[];
};

export type Fields = { readonly [key: string]: Field };
/** A table for the model's type `T`: the compiler checks that it has each of its fields and no other. */
export type FieldsOf<T> = { readonly [K in Exclude<keyof T, "carried">]: Field };

const field =
  (effect: UpdateEffect) =>
  (word: string, type: FieldType, doc: string): Field => ({ word, type, effect, doc });

export const none = field("none");
export const inPlace = field("inPlace");
export const destructive = field("destructive");
