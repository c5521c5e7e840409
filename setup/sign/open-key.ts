import { readFile } from "node:fs/promises";
import { KeyError, openPkcs11Signer, openPkcs12, type Signer } from "../../core/signing/index.ts";
import type { Command } from "./parse-command.ts";
import { readPin } from "./read-pin.ts";
import { SignRefusal } from "./refusal.ts";

/** A key that is ready to sign. */
export interface OpenedKey {
  readonly signer: Signer;
  close(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Opens the key the command names; asks for its PIN where that is needed.
 *
 * @throws KeyError, Pkcs11Error, SignRefusal key.no-pin, the file system's own error
 */
export async function openKey(
  command: Command,
  resolvePath: (path: string) => string,
  environment: Environment,
): Promise<OpenedKey> {
  const { key } = command;
  if (key.kind === "token") {
    const pin = await askedPin(command, resolvePath, environment);
    return await openPkcs11Signer({
      // A bare name is looked for where the system keeps its libraries.
      module: key.module.includes("/") ? resolvePath(key.module) : key.module,
      pin,
      ...(key.token === undefined ? {} : { tokenLabel: key.token }),
      ...(key.label === undefined ? {} : { keyLabel: key.label }),
    }).then((signer) => ({ signer, close: () => signer.close() }));
  }
  const bytes = await readFile(resolvePath(key.file));
  const signer =
    (await openWithoutPin(command, bytes, environment)) ??
    (await openPkcs12(bytes, await askedPin(command, resolvePath, environment)));
  return { signer, close: async () => undefined };
}

/** A key file made for a service often has no password: nobody is asked for one then. */
async function openWithoutPin(
  { pinFile }: Command,
  bytes: Uint8Array,
  { P12_PASSWORD }: Environment,
): Promise<Signer | undefined> {
  if (pinFile !== undefined || P12_PASSWORD !== undefined) return undefined;
  try {
    return await openPkcs12(bytes, "");
  } catch (error) {
    if (error instanceof KeyError && error.code === "key.wrong-password") return undefined;
    throw error;
  }
}

async function askedPin(
  { pinFile, language }: Command,
  resolvePath: (path: string) => string,
  environment: Environment,
): Promise<string> {
  const question = { vi: "Mã PIN của chứng thư số: ", en: "PIN of the certificate: " }[language];
  const file = pinFile === undefined ? undefined : resolvePath(pinFile);
  const pin = await readPin(file, environment, question);
  if (pin !== undefined) return pin;
  throw new SignRefusal("key.no-pin", {
    vi: "Chưa có mã PIN. Dùng --pin-file, biến P12_PASSWORD, hoặc nhập khi được hỏi.",
    en: "There is no PIN. Use --pin-file, the variable P12_PASSWORD, or type it when asked.",
  });
}
