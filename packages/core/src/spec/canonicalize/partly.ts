/** A draft's block with the model's keys, any of them missing. */
export type Partly<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** What was given of a block, so that spreading it over defaults leaves those in place. */
export const given = <T extends object>(block: Partly<T> | null | undefined): Partial<T> =>
  Object.fromEntries(Object.entries(block ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;

/** Some field of it says something: clients send blocks of zeros where nothing was meant. */
export const saysSomething = (block: object | null | undefined): boolean =>
  Object.values(block ?? {}).some((value) => value !== undefined && value !== 0 && value !== "" && value !== false);
