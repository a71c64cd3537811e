import type { Row } from "./row.ts";

/** Measures; rows are reported as they become known, so that a suite that fails half-way still shows what it has. */
export type Suite = (settings: { readonly quick: boolean; readonly report: (row: Row) => void }) => Promise<void>;
