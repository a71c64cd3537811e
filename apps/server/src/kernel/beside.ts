import { type MessagePort, Worker } from "node:worker_threads";

/** A thread beside the main one that answers one kind of question from a connection of its own. */
export type Beside<Question, Answer> = {
  /** Rejects when the thread fails or ends; undefined when enough wait for it already. The next question begins another thread. */
  readonly ask: (question: Question) => Promise<Answer> | undefined;
  readonly close: () => void;
};

/** Questions that wait; any further one is answered where it is asked. */
const mostWaiting = 4;

type Asked<Question> = { readonly id: number; readonly question: Question };
type Told<Answer> = { readonly id: number } & ({ readonly answer: Answer } | { readonly fault: string });

type Waiting<Answer> = { readonly resolve: (answer: Answer) => void; readonly reject: (fault: Error) => void };

/** `body`: the thread's module, which calls `answerBeside`. It is begun with the first question. */
export const openBeside = <Question, Answer>(body: URL, file: string): Beside<Question, Answer> => {
  const waiting = new Map<number, Waiting<Answer>>();
  let thread: Worker | undefined;
  let last = 0;

  const begin = (): Worker => {
    const worker = new Worker(body, { workerData: { file } });
    worker.unref();
    worker.on("message", (told: Told<Answer>) => {
      const asked = waiting.get(told.id);
      waiting.delete(told.id);
      if ("answer" in told) asked?.resolve(told.answer);
      else asked?.reject(new Error(told.fault));
    });
    const ended = (cause: unknown): void => {
      if (thread !== worker) return;
      thread = undefined;
      for (const { reject } of waiting.values()) reject(new Error(`The thread ended: ${String(cause)}`));
      waiting.clear();
    };
    worker.on("error", ended);
    worker.on("exit", ended);
    return worker;
  };

  return {
    ask: (question) => {
      if (waiting.size >= mostWaiting) return undefined;
      thread ??= begin();
      const id = ++last;
      const answer = new Promise<Answer>((resolve, reject) => waiting.set(id, { resolve, reject }));
      thread.postMessage({ id, question } satisfies Asked<Question>);
      return answer;
    },
    close: () => void thread?.terminate(),
  };
};

/** The thread's side: answers each question in turn. `handOver`: what of an answer need not be copied. */
export const answerBeside = <Question, Answer>(
  port: MessagePort | null,
  answer: (question: Question) => Answer,
  handOver: (answer: Answer) => readonly ArrayBuffer[] = () => [],
): void =>
  void port?.on("message", ({ id, question }: Asked<Question>) => {
    try {
      const found = answer(question);
      port.postMessage({ id, answer: found } satisfies Told<Answer>, [...handOver(found)]);
    } catch (fault) {
      const text = fault instanceof Error ? fault.message : String(fault);
      port.postMessage({ id, fault: text } satisfies Told<Answer>);
    }
  });
