/**
 * `npm run -s sign -- --p12 FILE --level B-B|B-T|B-LT|B-LTA [--tsa URL]… IN.pdf OUT.pdf`: signs a PDF. Exit code 0 when
 * it is signed, 1 when it was refused (nothing is written then), 2 when the command was not understood.
 */
import { open, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { displayName } from "../core/signing/index.ts";
import { TrustFileError, trustListFromFiles } from "../core/signing/public/index.ts";
import { openKey } from "./sign/open-key.ts";
import { type Command, parseCommand } from "./sign/parse-command.ts";
import { refusalOf } from "./sign/refusal.ts";
import { readFiles, signFile } from "./sign/sign-file.ts";

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const command = parseCommand(args, process.env);
  if ("text" in command) {
    (command.exitCode === 0 ? process.stdout : process.stderr).write(`${command.text}\n`);
    return command.exitCode;
  }
  try {
    process.stdout.write(`${await sign(command)}\n`);
    return 0;
  } catch (error) {
    if (error instanceof TrustFileError) {
      process.stderr.write(`${error.message}\n`);
      return 2;
    }
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    process.stderr.write(`${command.input}: ${refusal.sentence[command.language]} (${refusal.code})\n`);
    return 1;
  }
}

async function sign(command: Command): Promise<string> {
  const trust = await trustListFromFiles(command.trust, fromTheirFolder);
  const files = await readFiles(command, fromTheirFolder);
  const key = await openKey(command, fromTheirFolder, process.env);
  const signing = signFile(command, files, key.signer, trust, new Date());
  const { bytes, signer } = await signing.finally(() => key.close());
  await writeWhole(fromTheirFolder(command.output), bytes);
  const name = displayName(signer);
  if (command.json)
    return JSON.stringify({ file: command.output, level: command.level, signer: name, bytes: bytes.length });
  return command.language === "vi"
    ? `Đã ký ${command.output} (${command.level}, ${name}).`
    : `Signed ${command.output} (${command.level}, ${name}).`;
}

/** The file appears whole or not at all, also when the machine stops in between. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  const file = await open(part, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
    await file.close();
    await rename(part, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
}

/** npm runs the command in the project's folder; the user named the file from his own. */
function fromTheirFolder(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}
