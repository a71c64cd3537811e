/** A record's own member: names come from users, and `constructor` or `__proto__` are names like any other. */
export const own = <T>(record: { readonly [key: string]: T }, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
