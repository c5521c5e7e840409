import { open, rename, rm } from "node:fs/promises";
import { writeFully } from "../../edxml/index.ts";
import { AxisError } from "../axis-error.ts";
import type { AxisPort, Download, MessageKind, MessageTarget, NewAgency } from "../axis-port.ts";
import {
  parseAgencies,
  parseAnswer,
  parseChanges,
  parseCount,
  parseDocId,
  parseReceived,
  parseSent,
} from "./answers.ts";
import { DataFieldReader } from "./data-field.ts";
import { HttpWire, readLimited } from "./http.ts";
import { signHeaders, type VxpCall } from "./sign-headers.ts";

export interface VxpOptions {
  /** Base URL of the adapter, typically ending in /XrdAdapter/RestService/forward/mngadapter. */
  readonly endpoint: string;
  readonly systemId: string;
  readonly secret: string;
  /** Milliseconds; default 60 s without a byte, 120 s for a call, 15 min for a message file. */
  readonly idleMs?: number;
  readonly callMs?: number;
  readonly fileMs?: number;
  readonly maxConnections?: number;
  /** Largest message taken, bytes. Default 200 MB. */
  readonly maxMessageBytes?: number;
  /** Largest list taken, bytes. Default 64 MB: the national directory has more than 111,000 rows. */
  readonly maxListBytes?: number;
  readonly userAgent?: string;
  readonly now?: () => Date;
}

const JSON_TYPE = "application/json";
const FILE_TYPE = "application/octet-stream";
// Some adapters let only the agent of the official client through.
const OFFICIAL_AGENT = "JAVASDKAgent/1.0.0 XRoad/VPCP";
const SERVICE = { servicetype: "eDoc" };
const STORE = "store";
const MB = 1024 * 1024;
// Servers commonly take 16 KB of headers; `to` is optional, the receivers stand in the message as well.
const MAX_TO_HEADER = 6 * 1024;

/** The document interchange axis over its own HTTP dialect (Trục liên thông văn bản quốc gia, VXP). */
export function createVxpAxis(options: VxpOptions): AxisPort {
  const base = options.endpoint.replace(/\/+$/, "");
  const idleMs = options.idleMs ?? 60_000;
  const connections = options.maxConnections ?? 8;
  const calls = new HttpWire({ idleMs, totalMs: options.callMs ?? 120_000 }, connections);
  const files = new HttpWire({ idleMs, totalMs: options.fileMs ?? 900_000 }, connections);
  const maxList = options.maxListBytes ?? 64 * MB;
  const maxMessage = options.maxMessageBytes ?? 200 * MB;

  const clock = options.now ?? distinctNow;

  const prepare = (name: VxpCall, parameters: Readonly<Record<string, string>>, contentType = JSON_TYPE) => {
    const now = clock();
    const { systemId, secret } = options;
    const headers = signHeaders(name, parameters, { systemId, secret, contentType, now });
    return {
      url: new URL(`${base}/${name}`),
      headers: { ...headers, "User-Agent": options.userAgent ?? OFFICIAL_AGENT },
    };
  };

  const call = async (
    name: VxpCall,
    parameters: Readonly<Record<string, string>>,
    body: "" | "{}" | string,
  ) =>
    calls.exchange({ method: "POST", ...prepare(name, parameters), body }, async (answer) =>
      parseAnswer((await readLimited(answer, maxList)).toString("utf8")),
    );

  return {
    async send({ kind, from, to, file, size, sha256 }) {
      const receivers = JSON.stringify(to);
      const parameters = {
        ...SERVICE,
        messagetype: kind,
        "hash-file": sha256,
        from,
        ...(to.length > 0 && receivers.length <= MAX_TO_HEADER ? { to: receivers } : {}),
      };
      const request = {
        method: "POST",
        ...prepare("sendEdoc", parameters, FILE_TYPE),
        body: { file, size },
      } as const;
      const answer = await files.exchange(request, async (body) =>
        (await readLimited(body, MB)).toString("utf8"),
      );
      return { docId: parseDocId(parseAnswer(answer)) };
    },

    async listReceived(kind) {
      return parseReceived(await call("getReceivedEdocList", { ...SERVICE, messagetype: kind }, ""));
    },

    get(docId, target) {
      const request = {
        method: "POST",
        ...prepare("getEdoc", { docId, filePath: STORE }),
        body: "{}",
      } as const;
      return files.exchange(request, (body) =>
        toTarget(target, maxMessage, async (write) => {
          const reader = new DataFieldReader();
          for await (const chunk of body) for (const piece of reader.push(chunk)) await write(piece);
          const { envelope, found } = reader.finish();
          parseAnswer(envelope);
          if (!found) throw new AxisError("malformed", "no data in the answer");
        }),
      );
    },

    download(docId, target) {
      const request = {
        method: "GET",
        ...prepare("downloadEdoc", { docId, filePath: STORE }),
        body: "",
      } as const;
      return files.exchange(request, async (body, contentType) => {
        if (/json/i.test(contentType)) {
          // A refusal comes as JSON where the file should be.
          parseAnswer((await readLimited(body, MB)).toString("utf8"));
          throw new AxisError("malformed", "JSON instead of the file");
        }
        return toTarget(target, maxMessage, async (write) => {
          for await (const chunk of body) await write(chunk);
        });
      });
    },

    async acknowledge(docId, status) {
      await call("updateStatus", { docid: docId, status }, "{}");
    },

    async listSent(kind, docId = "") {
      return parseSent(await call("getSentEdocList", { ...SERVICE, messagetype: kind, docId }, ""));
    },

    async agencies() {
      return parseAgencies(await call("getAgenciesList", {}, ""));
    },

    async agenciesQd20(level) {
      return parseAgencies(await call("getAgenciesListQD20", { level: String(level) }, ""));
    },

    async agencyDelta() {
      return parseChanges(await call("getSynchronizeUnit", {}, ""));
    },

    async registerAgency(agency) {
      await call("registerAgency", {}, registration(agency));
    },

    async deleteAgency(code) {
      await call("deleteAgency", { AgencyCode: code }, "{}");
    },

    async countReceived(kind: MessageKind) {
      return parseCount(await call(kind === "edoc" ? "countReceiveEdoc" : "countReceiveStatus", {}, "{}"));
    },

    close() {
      calls.close();
      files.close();
    },
  };
}

function registration({
  id = "",
  parentCode,
  code,
  name,
  mail = "",
  mobile = "",
  fax = "",
}: NewAgency): string {
  return JSON.stringify({ id, pcode: parentCode, code, name, mail, mobile, fax });
}

let lastCall = 0;

/** An axis refuses a repeated signature as a replay: no two calls of this process carry the same millisecond. */
function distinctNow(): Date {
  lastCall = Math.max(Date.now(), lastCall + 1);
  return new Date(lastCall);
}

/** Counts what goes to the target, and stops at the limit. */
async function toTarget(
  target: MessageTarget,
  maximum: number,
  fill: (write: (chunk: Buffer) => Promise<void>) => Promise<void>,
): Promise<Download> {
  if (typeof target === "string") return await toFile(target, maximum, fill);
  let size = 0;
  await fill(async (chunk) => {
    size += chunk.length;
    if (size > maximum) throw new AxisError("oversized", `a message of more than ${maximum} bytes`);
    await Promise.resolve(target.write(chunk)).catch(failOnFile);
  });
  return { size };
}

/** Writes beside the target and renames at the end, so that a file that exists is complete. */
async function toFile(
  target: string,
  maximum: number,
  fill: (write: (chunk: Buffer) => Promise<void>) => Promise<void>,
): Promise<Download> {
  const partial = `${target}.partial`;
  let size = 0;
  const file = await open(partial, "w", 0o600).catch(failOnFile);
  try {
    await fill(async (chunk) => {
      size += chunk.length;
      if (size > maximum) throw new AxisError("oversized", `a message of more than ${maximum} bytes`);
      await writeFully(file, chunk).catch(failOnFile);
    });
    await file.sync().catch(failOnFile);
    await file.close().catch(failOnFile);
    await rename(partial, target).catch(failOnFile);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
  return { size };
}

function failOnFile(error: unknown): never {
  throw new AxisError("file", error instanceof Error ? error.message : String(error), { cause: error });
}
