/** Blocks that were not given are left out: people read and edit this. */
export const withoutNulls = (definition: object): object =>
  JSON.parse(JSON.stringify(definition, (_key, value: unknown) => (value === null ? undefined : value))) as object;
