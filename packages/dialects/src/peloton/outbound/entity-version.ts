import type { Counters } from "@longshore/core/model";

/** `configuration-desiredState-workflow`: what every change of a job is checked against. */
export const entityVersion = ({ configuration, desiredState, workflow }: Counters): string =>
  `${String(configuration)}-${String(desiredState)}-${String(workflow)}`;

/** Of a pod only the configuration counts. */
export const podVersion = (revision: number): string => `${String(revision)}-0-0`;
