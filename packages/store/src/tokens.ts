import { type Db, first, rows } from "./sqlite.ts";

/** A credential; the store sees its hash only. `namespaces` empty: all of them. */
export type Token = {
  readonly id: string;
  readonly name: string;
  readonly hash: Uint8Array;
  readonly role: string;
  readonly namespaces: readonly string[];
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
};

export type Tokens = {
  readonly findTokenByHash: (hash: Uint8Array) => Token | undefined;
  /** Oldest first. */
  readonly listTokens: () => readonly Token[];
  readonly insertToken: (token: Token) => void;
  /** Whether there was one. */
  readonly deleteToken: (id: string) => boolean;
  /** Notes when it was last used, once a minute at most: a durable write for every request would be too much. */
  readonly touchToken: (id: string, at: number) => void;
};

type Row = Omit<Token, "namespaces"> & { readonly namespaces: string };

const columns = `id, name, hash, role, namespaces, created_at AS createdAt, last_used_at AS lastUsedAt`;
const touchEveryMs = 60_000;

const fromRow = (row: Row): Token => ({ ...row, namespaces: JSON.parse(row.namespaces) as readonly string[] });

export const tokenTable = (db: Db): Tokens => {
  const byHash = db.sql(`SELECT ${columns} FROM token WHERE hash = ?`);
  const all = db.sql(`SELECT ${columns} FROM token ORDER BY created_at, id`);
  const insert = db.sql("INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?)");
  const remove = db.sql("DELETE FROM token WHERE id = ?");
  const lastUse = db.sql("SELECT last_used_at AS at FROM token WHERE id = ?");
  const touch = db.sql("UPDATE token SET last_used_at = ? WHERE id = ?");
  return {
    findTokenByHash: (hash) => {
      const row = first<Row>(byHash, hash);
      return row && fromRow(row);
    },
    listTokens: () => rows<Row>(all).map(fromRow),
    insertToken: ({ id, name, hash, role, namespaces, createdAt, lastUsedAt }) =>
      db.transaction(
        "Cannot store the token",
        () => void insert.run(id, name, hash, role, JSON.stringify(namespaces), createdAt, lastUsedAt),
      ),
    deleteToken: (id) => db.transaction("Cannot delete the token", () => remove.run(id).changes === 1),
    touchToken: (id, at) => {
      const known = first<{ at: number | null }>(lastUse, id);
      if (known === undefined || (known.at !== null && at - known.at < touchEveryMs)) return;
      db.transaction("Cannot note the token's use", () => void touch.run(at, id));
    },
  };
};
