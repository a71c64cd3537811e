import type { AllocationDetail, AllocationList } from "@longshore/api/allocations";
import type { JobDetail } from "@longshore/api/jobs";
import type { ApplyReply, Change } from "@longshore/api/plans";
import { until } from "./until.ts";

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: <T = Record<string, unknown>>() => T;
};

export type Asked = {
  readonly method?: string;
  readonly body?: string | Uint8Array<ArrayBuffer> | object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Another token than the client's; null: none. */
  readonly token?: string | null;
  readonly signal?: AbortSignal;
};

export type Client = {
  readonly url: string;
  readonly token: string;
  readonly open: (path: string, asked?: Asked) => Promise<Response>;
  readonly ask: (path: string, asked?: Asked) => Promise<Answer>;
  readonly apply: (change: Change, checkIndex?: number) => Promise<Answer>;
  /** Registers a job through the dashboard's API, and fails unless it is accepted. */
  readonly register: (definition: object) => Promise<ApplyReply>;
  readonly job: (id: string, namespace?: string) => Promise<JobDetail>;
  readonly allocations: (id: string) => Promise<AllocationList["items"]>;
  readonly allocation: (id: string) => Promise<AllocationDetail>;
  /** The job's newest allocation once its state is this one. */
  readonly whenState: (job: string, state: string) => Promise<AllocationDetail>;
  readonly log: (allocation: string, task: string, stream?: "stdout" | "stderr") => Promise<string>;
};

const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: <T>() => JSON.parse(text) as T,
  };
};

const expectOk = (answer: Answer): Answer => {
  if (answer.status !== 200) throw new Error(`answered ${String(answer.status)}: ${answer.text.slice(0, 2000)}`);
  return answer;
};

/** A client of a server under test, with a token in a header. */
export const clientOf = (url: string, ownToken: string): Client => {
  const open = (path: string, asked: Asked = {}): Promise<Response> => {
    const { method = asked.body === undefined ? "GET" : "POST", body, token = ownToken, headers = {}, signal } = asked;
    const isPlain = body === undefined || typeof body === "string" || body instanceof Uint8Array;
    return fetch(url + path, {
      method,
      redirect: "manual",
      headers: {
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isPlain ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  };
  const ask = async (path: string, asked?: Asked): Promise<Answer> => answerOf(await open(path, asked));
  const read = async <T>(path: string): Promise<T> => expectOk(await ask(path)).json<T>();
  const apply = (change: Change, checkIndex?: number): Promise<Answer> =>
    ask("/api/apply", { body: checkIndex === undefined ? { change } : { change, checkIndex } });
  const allocations = async (id: string) =>
    (await read<AllocationList>(`/api/jobs/default/${encodeURIComponent(id)}/allocations?limit=500`)).items;
  const allocation = (id: string) => read<AllocationDetail>(`/api/allocations/${id}`);
  return {
    url,
    token: ownToken,
    open,
    ask,
    apply,
    register: async (definition) => expectOk(await apply({ type: "register", definition })).json<ApplyReply>(),
    job: (id, namespace = "default") => read<JobDetail>(`/api/jobs/${namespace}/${encodeURIComponent(id)}`),
    allocations,
    allocation,
    whenState: async (job, state) => {
      const [found] = await until(
        () => allocations(job),
        ([first]) => first?.state === state,
        `an allocation of ${job} that is ${state}`,
      );
      return allocation(found?.id ?? "");
    },
    log: async (id, task, stream = "stdout") =>
      (await ask(`/api/allocations/${id}/logs/${encodeURIComponent(task)}/${stream}?download=true`)).text,
  };
};
