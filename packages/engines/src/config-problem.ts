/** One thing wrong with a driver's configuration; `path` leads from the configuration to the value. */
export type ConfigProblem = { readonly path: readonly (string | number)[]; readonly message: string };
