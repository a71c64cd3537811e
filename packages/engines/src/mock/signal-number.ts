import { constants } from "node:os";

/** 0 for a name that is none. */
export const signalNumber = (name: string): number => (constants.signals as Record<string, number>)[name] ?? 0;
