import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isPkcs11ErrorCode, Pkcs11Error } from "./pkcs11-error.ts";
import {
  type FromToken,
  fromTokenSchema,
  type OpenedToken,
  type TokenChoice,
  type ToToken,
} from "./protocol.ts";

/** A token in a process of its own. */
export interface TokenClient {
  readonly opened: OpenedToken;
  /** @throws Pkcs11Error */
  sign(data: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface TokenClientOptions {
  readonly choice: TokenChoice;
  readonly pin: string;
  /** Longest wait for one answer of the token, milliseconds. */
  readonly timeoutMs: number;
  /** Surroundings of the driver; vendors read their configuration from it. */
  readonly environment: NodeJS.ProcessEnv;
}

interface Waiting {
  readonly resolve: (answer: FromToken) => void;
  readonly reject: (error: Pkcs11Error) => void;
  readonly timer: NodeJS.Timeout;
}

const PROGRAM = fileURLToPath(new URL("token-process.ts", import.meta.url));
/** A process starts within this time on a busy machine, milliseconds. */
const START_MS = 20_000;

/** Starts the process and opens the token. @throws Pkcs11Error */
export async function openToken(options: TokenClientOptions): Promise<TokenClient> {
  let process = new TokenProcess(options.environment);
  let closed = false;
  const open = async (): Promise<OpenedToken> => {
    const answer = await process.ask(
      { ask: "open", choice: options.choice, pin: options.pin },
      START_MS + options.timeoutMs,
    );
    if (answer.answer !== "opened") throw new Pkcs11Error("pkcs11.device-error", `answered ${answer.answer}`);
    return answer.token;
  };
  // A process that ended is replaced once for everybody who waits for it.
  let replacing: Promise<unknown> | undefined;
  const revive = async (): Promise<void> => {
    replacing ??= (async () => {
      process = new TokenProcess(options.environment);
      await open();
    })().finally(() => {
      replacing = undefined;
    });
    await replacing;
  };
  const opened = await open().catch((error: unknown) => {
    process.end();
    throw error;
  });
  return {
    opened,
    async sign(data) {
      if (closed) throw new Pkcs11Error("pkcs11.closed", "sign after close");
      if (replacing !== undefined || process.ended) await revive();
      const answer = await process.ask({ ask: "sign", data }, options.timeoutMs);
      if (answer.answer !== "signed")
        throw new Pkcs11Error("pkcs11.device-error", `answered ${answer.answer}`);
      return answer.value;
    },
    async close() {
      if (closed) return;
      closed = true;
      await process.ask({ ask: "close" }, options.timeoutMs).catch(() => undefined);
      process.end();
    },
  };
}

type Question = ToToken extends infer Ask ? (Ask extends ToToken ? Omit<Ask, "id"> : never) : never;

class TokenProcess {
  ended = false;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#child = fork(PROGRAM, {
      // The runtime reads these files as they are; what the parent was started with is not for a driver.
      execArgv: ["--no-warnings"],
      env: environment,
      serialization: "advanced",
      // A driver may print anything, a PIN among it.
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#child.on("message", (message) => this.#take(message));
    this.#child.on("error", (error) => this.#fail("pkcs11.crashed", error.message));
    this.#child.on("exit", (code, signal) => this.#fail("pkcs11.crashed", `ended by ${signal ?? code}`));
    this.#rest();
  }

  ask(question: Question, timeoutMs: number): Promise<FromToken> {
    if (this.ended) return Promise.reject(new Pkcs11Error("pkcs11.crashed", "the process has ended"));
    this.#next += 1;
    const id = this.#next;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        // A driver that hangs cannot be interrupted: its process goes.
        this.#fail("pkcs11.timed-out", `no answer within ${timeoutMs} ms`);
      }, timeoutMs);
      this.#child.ref();
      this.#child.channel?.ref();
      this.#waiting.set(id, { resolve, reject, timer });
      this.#child.send({ ...question, id }, (error) => {
        if (error) this.#fail("pkcs11.crashed", error.message);
      });
    });
  }

  end(): void {
    this.#fail("pkcs11.closed", "closed");
  }

  #take(message: unknown): void {
    const answer = fromTokenSchema.parse(message);
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.id);
    clearTimeout(waiting.timer);
    if (this.#waiting.size === 0) this.#rest();
    if (answer.answer !== "failed") waiting.resolve(answer);
    else
      waiting.reject(
        new Pkcs11Error(isPkcs11ErrorCode(answer.code) ? answer.code : "pkcs11.device-error", answer.detail),
      );
  }

  #fail(code: "pkcs11.crashed" | "pkcs11.timed-out" | "pkcs11.closed", detail: string): void {
    if (this.ended) return;
    this.ended = true;
    this.#child.kill("SIGKILL");
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new Pkcs11Error(code, detail));
    }
    this.#waiting.clear();
  }

  /** An idle token does not keep the program alive. */
  #rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }
}
