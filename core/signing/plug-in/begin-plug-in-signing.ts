import type { House } from "../../system.ts";
import type { Transaction } from "../../transaction/index.ts";
import { type Act, type BeginAct, beginAct } from "../acts/index.ts";
import { ownerName } from "../key-ring/owner-name.ts";
import { type PlugInFunction, plugInSettings } from "./settings.ts";

export interface BeginPlugInSigning extends Omit<BeginAct, "kind" | "secrets" | "seconds" | "details"> {
  /** Which of the plug-in's functions is called. */
  readonly call: PlugInFunction;
  /** JSON that completing needs. */
  readonly completion: Readonly<Record<string, unknown>>;
  /** Name under which the plug-in sees the file; a plain name without folders. */
  readonly fileName: string;
  readonly number?: string;
  /** `YYYY-MM-DD`. */
  readonly issuedDate?: string;
}

/** What the page hands to the plug-in; the addresses are told once. */
export interface PlugInCall {
  readonly act: Act;
  readonly call: PlugInFunction;
  /** Web socket of the program at the signer's computer, for pages without the official script. */
  readonly socket: string;
  readonly parameters: PlugInParameters;
}

/** Argument of the functions of vgcaplugin.js. */
export interface PlugInParameters {
  readonly FileUploadHandler: string;
  readonly SessionId: "";
  readonly JWTToken: "";
  readonly FileName: string;
  readonly MetaData: readonly { readonly Key: string; readonly Value: string }[];
  readonly DocNumber: string;
  readonly IssuedDate: string;
}

/**
 * Begins a signature by the plug-in at the signer's computer: an act with two addresses of its own, one to fetch the
 * file and one to bring it back. The addresses are all the plug-in needs; the signer's session stays in the browser,
 * so SessionId and JWTToken are empty. MetaData say whose token is expected.
 *
 * @throws Refusal signing.act-open | not-found
 */
export async function beginPlugInSigning(
  house: House,
  tx: Transaction,
  input: BeginPlugInSigning,
): Promise<PlugInCall> {
  const { call, completion, fileName, number, issuedDate, ...begin } = input;
  const settings = plugInSettings(house);
  const { act, secrets } = await beginAct(tx, {
    ...begin,
    kind: "plug-in",
    details: { call, completion },
    secrets: ["download", "upload"],
    seconds: settings.seconds,
  });
  const address = (name: "download" | "upload"): string =>
    `${house.config.baseUrl}/signing/plug-in/${act.id}/${name}/${secrets[name] ?? ""}`;
  return {
    act,
    call,
    socket: new URL(settings.actions[call], settings.address).href,
    parameters: {
      FileUploadHandler: address("upload"),
      SessionId: "",
      JWTToken: "",
      FileName: `${address("download")}/${encodeURIComponent(fileName)}`,
      MetaData: [
        { Key: "ActId", Value: act.id },
        { Key: "Signer", Value: await ownerName(tx.queries, begin.owner) },
        { Key: "SignerKind", Value: begin.owner.kind },
      ],
      DocNumber: number ?? "",
      IssuedDate: issuedDate ?? "",
    },
  };
}
