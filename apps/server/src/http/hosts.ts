import { isLoopback } from "../config.ts";

/** Splits a Host header into its name, in lower case and without brackets, and its port; undefined when it is neither. */
export const parseHost = (header: string): { readonly name: string; readonly port: string } | undefined => {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(header);
  if (match === null) return undefined;
  return { name: (match[1] ?? match[2] ?? "").toLowerCase(), port: match[3] ?? "" };
};

/**
 * Whether a Host header names this server. A page of another origin whose name was made to point here (DNS rebinding) sends its own
 * name and is refused. `*.localhost` never leaves the machine (RFC 6761).
 */
export const isOurHost = (
  header: string | undefined,
  ours: { readonly host: string; readonly port: number; readonly allowHosts: readonly string[] },
): boolean => {
  const parsed = header === undefined ? undefined : parseHost(header);
  if (parsed === undefined) return false;
  const { name, port } = parsed;
  if (ours.allowHosts.includes(name) || ours.allowHosts.includes(`${name}:${port}`)) return true;
  const portMatches = port === String(ours.port) || (port === "" && ours.port === 80);
  return portMatches && (isLoopback(name) || name.endsWith(".localhost") || name === ours.host.toLowerCase());
};
