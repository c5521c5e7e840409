/**
 * Computing beside the thread that answers pages: one thread per script, begun with the first question and ended when
 * nobody has asked for a while. Questions and answers are plain data (structured clone).
 */
import { parentPort, Worker } from "node:worker_threads";

const IDLE_MS = 60_000;
const MEMORY_MB = 256;

export interface Thread<Question, Answer> {
  /** @throws what the script threw, or an error when the thread broke; a later question begins a new thread */
  ask(question: Question): Promise<Answer>;
}

interface Asked<Question> {
  readonly id: number;
  readonly question: Question;
}

type Answered<Answer> = { readonly id: number } & ({ readonly answer: Answer } | { readonly error: unknown });

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** @param script a module that calls `answerQuestions` with the same types */
export function threadOf<Question, Answer>(script: URL): Thread<Question, Answer> {
  let running: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;
  const waiting = new Map<number, Waiting<Answer>>();

  function begin(): Worker {
    const worker = new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    const broke = (error: unknown): void => {
      if (running !== worker) return;
      running = undefined;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    worker.on("message", (message: Answered<Answer>) => {
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if ("error" in message) asked?.reject(message.error);
      else asked?.resolve(message.answer);
      if (waiting.size === 0) rest(worker);
    });
    worker.on("error", broke);
    worker.on("exit", (code) => broke(new Error(`the thread of ${script.pathname} ended (${code})`)));
    return worker;
  }

  /** An idle thread keeps no process alive. */
  function rest(worker: Worker): void {
    worker.unref();
    idle = setTimeout(() => {
      if (running === worker) running = undefined;
      void worker.terminate();
    }, IDLE_MS);
    idle.unref();
  }

  return {
    ask(question) {
      clearTimeout(idle);
      running ??= begin();
      const worker = running;
      worker.ref();
      last += 1;
      const asked: Asked<Question> = { id: last, question };
      return new Promise((resolve, reject) => {
        waiting.set(asked.id, { resolve, reject });
        worker.postMessage(asked);
      });
    },
  };
}

/** The thread's side: answers each question by itself. */
export function answerQuestions<Question, Answer>(answer: (question: Question) => Promise<Answer>): void {
  parentPort?.on("message", async ({ id, question }: Asked<Question>) => {
    const answered: Answered<Answer> = await answer(question).then(
      (found) => ({ id, answer: found }),
      (error: unknown) => ({ id, error }),
    );
    parentPort?.postMessage(answered);
  });
}
