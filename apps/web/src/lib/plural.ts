const digits = new Intl.NumberFormat("en-US");

/** `88,213`. */
export const number = (value: number): string => digits.format(value);

/** `1 instance`, `26 instances`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;
