/** What a field says most of the time: left out of a stored record, and put back when it is read. */
type Usual<T> = { readonly [K in keyof T]?: T[K] };

const isEmpty = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
};

const isUsual = (value: unknown, usual: unknown): boolean => value === usual || (isEmpty(usual) && isEmpty(value));

/** The fields of a record that are not as usual. */
export const pack = <T extends object>(record: T, usual: Usual<T>): Partial<T> => {
  const packed: Partial<T> = {};
  for (const name in record) {
    if (Object.hasOwn(usual, name) && isUsual(record[name], usual[name])) continue;
    packed[name] = record[name];
  }
  return packed;
};
