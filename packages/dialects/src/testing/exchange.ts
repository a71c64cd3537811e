import type { Desk, Dialect, DialectRequest, Reply } from "../dialect.ts";

export type Asked = {
  readonly method?: string;
  /** Path and query as a client writes them, percent-encoded. */
  readonly target: string;
  readonly body?: unknown;
  readonly actor?: Partial<DialectRequest["actor"]>;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
};

const requestOf = (asked: Asked): DialectRequest => {
  const [path = "", query = ""] = asked.target.split(/\?(.*)/s);
  const text = asked.body === undefined ? "" : typeof asked.body === "string" ? asked.body : JSON.stringify(asked.body);
  return {
    method: (asked.method ?? "GET") as DialectRequest["method"],
    path: decodeURIComponent(path),
    query: new URLSearchParams(query),
    headers: { host: "127.0.0.1:4646", ...asked.headers },
    body: new TextEncoder().encode(text),
    actor: { name: "ada", role: "administrator", namespaces: null, ...asked.actor },
  };
};

/** What the server does with a dialect's table, less the guard. */
export const reply = (dialect: Dialect, desk: Desk, asked: Asked): Promise<Reply> => {
  const request = requestOf(asked);
  const matching = dialect.operations
    .map((operation) => ({ operation, params: operation.match(request.path) }))
    .filter(({ params }) => params !== undefined);
  const found = matching.find(({ operation }) => operation.methods.includes(request.method));
  if (found !== undefined) return found.operation.handle(desk, request, found.params ?? {});
  return Promise.resolve(matching.length === 0 ? dialect.unknownPath() : dialect.wrongMethod());
};

const textOf = async (body: Reply["body"]): Promise<string> => {
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  let text = "";
  for await (const piece of body) text += typeof piece === "string" ? piece : new TextDecoder().decode(piece);
  return text;
};

export const exchange = async (dialect: Dialect, desk: Desk, asked: Asked): Promise<Answer> => {
  const { status, headers, body } = await reply(dialect, desk, asked);
  return { status, headers, text: await textOf(body) };
};
