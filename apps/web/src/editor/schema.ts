import type { JsonPath } from "./json-position.ts";

/** What completion and hover read of a JSON Schema; everything else is the server's business. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};

const mostSteps = 20;

const own = (object: unknown, key: string): unknown =>
  typeof object === "object" && object !== null && Object.hasOwn(object, key)
    ? (object as Record<string, unknown>)[key]
    : undefined;

const followRef = (root: Schema, ref: string): Schema | undefined =>
  ref
    .replace(/^#\/?/, "")
    .split("/")
    .filter((part) => part !== "")
    .reduce<unknown>(
      (at, part) => own(at, decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~")),
      root,
    ) as Schema | undefined;

/** The schema itself and those it stands for: references followed, alternatives opened. */
const variants = (root: Schema, schema: Schema, steps = 0): readonly Schema[] => {
  if (steps > mostSteps) return [];
  const target = schema.$ref === undefined ? undefined : followRef(root, schema.$ref);
  const inner = [
    ...(target === undefined ? [] : [target]),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
  ];
  return [schema, ...inner.flatMap((each) => variants(root, each, steps + 1))];
};

const stepInto = (root: Schema, schema: Schema, part: string | number): readonly Schema[] =>
  variants(root, schema).flatMap((each) => {
    if (typeof part === "number") return each.items === undefined ? [] : [each.items];
    const property = own(each.properties, part) as Schema | undefined;
    if (property !== undefined) return [property];
    return typeof each.additionalProperties === "object" ? [each.additionalProperties] : [];
  });

/** A job file may be bare or wrapped in `{"Job": …}`, and so may the schema. */
const aligned = (root: Schema, path: JsonPath): JsonPath => {
  const wrapped = stepInto(root, root, "Job").length > 0;
  if (wrapped && path[0] !== "Job") return ["Job", ...path];
  return !wrapped && path[0] === "Job" ? path.slice(1) : path;
};

/** Every schema that describes the place; empty when none does. */
export const schemasAt = (root: Schema, path: JsonPath): readonly Schema[] =>
  aligned(root, path)
    .reduce<readonly Schema[]>((at, part) => at.flatMap((schema) => stepInto(root, schema, part)), [root])
    .flatMap((schema) => variants(root, schema));

export type PropertyHint = {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly required: boolean;
};

const typeText = (schemas: readonly Schema[]): string =>
  [...new Set(schemas.flatMap((schema) => schema.type ?? []))].join(" or ");

const descriptionText = (schemas: readonly Schema[]): string =>
  schemas.find((schema) => schema.description !== undefined)?.description ?? "";

export const describeAt = (
  root: Schema,
  path: JsonPath,
): { readonly type: string; readonly description: string; readonly values: readonly unknown[] } => {
  const schemas = schemasAt(root, path);
  return {
    type: typeText(schemas),
    description: descriptionText(schemas),
    values: schemas.flatMap((schema) => [
      ...(schema.enum ?? []),
      ...(schema.examples ?? []),
      ...(schema.const === undefined ? [] : [schema.const]),
      ...(schema.type === "boolean" ? [true, false] : []),
    ]),
  };
};

/** The names that may stand in the object at `path`. */
export const propertiesAt = (root: Schema, path: JsonPath): readonly PropertyHint[] => {
  const names = new Map<string, PropertyHint>();
  for (const schema of schemasAt(root, path))
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const all = variants(root, property);
      names.set(name, {
        name,
        type: typeText(all),
        description: descriptionText(all),
        required: schema.required?.includes(name) === true || names.get(name)?.required === true,
      });
    }
  return [...names.values()];
};
