import { readFileSync, writeFileSync, existsSync, chmodSync } from "node:fs";
import { join } from "node:path";
import { defaultFleet, readFleetSettings, type FleetSettings } from "@longshore/engines/mock/fleet-settings";
import type { Tokens } from "@longshore/store/tokens";
import { hashToken } from "./http/credentials.ts";

const ownerOnly = 0o600;

const keep = (file: string, value: string): string => {
  writeFileSync(file, `${value}\n`, { mode: ownerOnly });
  return value;
};

/** A value kept in a file that only the server's user can read; made when it is not there. */
const kept = (file: string, make: () => string): string => {
  if (existsSync(file)) {
    chmodSync(file, ownerOnly);
    const value = readFileSync(file, "utf8").trim();
    if (value !== "") return value;
  }
  return keep(file, make());
};

export const sessionKey = (dataDir: string, secret: (bytes: number) => string): string =>
  kept(join(dataDir, "session.key"), () => secret(32));

/** The node's id outlives restarts, as the work on it does. */
export const nodeId = (dataDir: string, uuid: () => string): string => kept(join(dataDir, "node.id"), uuid);

/**
 * The simulated fleet that was asked for last: its nodes stay until another is asked for, even if the server is started without
 * saying so again. `otherwise`: when none ever was.
 */
export const fleetSettings = (
  dataDir: string,
  given: FleetSettings | undefined,
  otherwise: FleetSettings | undefined,
): FleetSettings => {
  const file = join(dataDir, "fleet.json");
  const isAsked = given !== undefined || existsSync(file);
  const asked = given ?? (isAsked ? undefined : otherwise);
  if (asked !== undefined) keep(file, JSON.stringify(asked));
  if (!existsSync(file)) return defaultFleet;
  const read = readFleetSettings(JSON.parse(readFileSync(file, "utf8")));
  return "settings" in read ? read.settings : defaultFleet;
};

type By = {
  readonly dataDir: string;
  readonly preset: string | undefined;
  readonly secret: (bytes: number) => string;
  readonly uuid: () => string;
  readonly now: () => number;
};

/**
 * A kept token that is not among those there are was deleted: it may have got into wrong hands and does not come back, another takes
 * its place.
 */
const keptToken = (tokens: Tokens, file: string, make: () => string): string => {
  const token = kept(file, make);
  const wasDeleted = tokens.findTokenByHash(hashToken(token)) === undefined && tokens.listTokens().length > 0;
  return wasDeleted ? keep(file, make()) : token;
};

const presetName = "administrator (preset)";

/** The first administrator's token: the preset one, else one that is made once and kept with mode 0600. The store keeps its hash only. */
export const administratorToken = (tokens: Tokens, { dataDir, preset, secret, uuid, now }: By): string => {
  const token = preset ?? keptToken(tokens, join(dataDir, "administrator.token"), () => `lsh_${secret(32)}`);
  if (tokens.findTokenByHash(hashToken(token)) === undefined) {
    // Another preset takes the place of the one before: whoever changes it means that the old one is to open nothing.
    if (preset !== undefined)
      for (const { id, name } of tokens.listTokens()) if (name === presetName) tokens.deleteToken(id);
    tokens.insertToken({
      id: uuid(),
      name: preset === undefined ? "administrator" : presetName,
      hash: hashToken(token),
      role: "administrator",
      namespaces: [],
      createdAt: now(),
      lastUsedAt: null,
    });
  }
  return token;
};
