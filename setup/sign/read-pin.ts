import { readFile } from "node:fs/promises";

/** No PIN came within this time from a pipe that stays open. */
const PATIENCE_MS = 30_000;

/**
 * The PIN of a key file: from a file, from the environment (`P12_PASSWORD`), typed without echo, or the first line of
 * the standard input.
 *
 * @returns undefined when nobody gives one
 */
export async function readPin(
  pinFile: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  question: string,
): Promise<string | undefined> {
  if (pinFile !== undefined) return firstLine(await readFile(pinFile, "utf8"));
  if (environment.P12_PASSWORD !== undefined) return environment.P12_PASSWORD;
  return process.stdin.isTTY ? await typed(question) : await piped();
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? "";
}

async function piped(): Promise<string | undefined> {
  const { stdin } = process;
  return await new Promise((resolve) => {
    let text = "";
    const finish = (): void => {
      clearTimeout(timer);
      stdin.removeAllListeners();
      stdin.destroy();
      resolve(text === "" ? undefined : firstLine(text));
    };
    const timer = setTimeout(finish, PATIENCE_MS);
    stdin.setEncoding("utf8");
    stdin.on("data", (part: string) => {
      text += part;
      if (text.includes("\n")) finish();
    });
    stdin.on("end", finish);
    stdin.on("error", finish);
  });
}

/** Reads a line key by key, so that nothing of it appears on the screen. */
async function typed(question: string): Promise<string | undefined> {
  const { stdin } = process;
  process.stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  try {
    let pin = "";
    for await (const keys of stdin) {
      for (const key of String(keys)) {
        if (key === "\r" || key === "\n" || key === "\u0004") return pin;
        if (key === "\u0003") return undefined;
        pin = key === "\u007f" || key === "\b" ? [...pin].slice(0, -1).join("") : pin + key;
      }
    }
    return pin;
  } finally {
    stdin.setRawMode(false);
    stdin.destroy();
    process.stderr.write("\n");
  }
}
