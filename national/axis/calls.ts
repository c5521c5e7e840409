import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import type { Caller } from "./authenticate.ts";
import type { AxisContext } from "./context.ts";
import { base64Pieces, deliverBody } from "./deliver-body.ts";
import { agencyRow, agencyRowQd20, agencyStream, synchronizeRow } from "./list-agencies.ts";
import { countReceived, listReceived, listSent, updateStatus } from "./lists.ts";
import type { Parameters } from "./parameters.ts";
import { AxisRefusal, ERROR, parseMessageKind, success } from "./protocol.ts";
import { sendEdoc } from "./send-edoc.ts";

/** What a call answers: JSON, or a stream with its type, or pieces that are valid until the next is asked for. */
export type Answer =
  | { json: Record<string, unknown> }
  | { stream: Readable; contentType: string }
  | { pieces: AsyncGenerator<Buffer>; contentType: string; length?: number; fileName?: string };

export interface Call {
  method: "POST" | "GET";
  /** Parameters that must stand under the signature. */
  required: readonly string[];
  run(context: AxisContext, caller: Caller, unsigned: Parameters, request: IncomingMessage): Promise<Answer>;
}

const JSON_TYPE = "application/json;charset=UTF-8";
const SMALL_BODY_LIMIT = 64 * 1024;

/** The whole protocol: path → call. */
export const CALLS: Record<string, Call> = {
  sendEdoc: {
    method: "POST",
    required: ["servicetype", "messagetype", "hash-file", "from"],
    async run(context, caller, unsigned, request) {
      const kind = parseMessageKind(caller.signed("messagetype"));
      const hashFile = caller.signed("hash-file");
      const from = caller.signed("from");
      const input = { systemId: caller.systemId, kind, hashFile, from, to: unsigned.get("to") };
      return { json: success({ DocId: await sendEdoc(context, request, input) }) };
    },
  },
  getReceivedEdocList: {
    method: "POST",
    required: ["servicetype", "messagetype"],
    async run(context, caller) {
      const kind = parseMessageKind(caller.signed("messagetype"));
      return { json: success({ data: listReceived(context, caller.systemId, kind) }) };
    },
  },
  getEdoc: {
    method: "POST",
    required: ["docId"],
    async run(context, caller) {
      const { pieces } = deliverBody(context, caller.systemId, caller.signed("docId"));
      const prefix = `${JSON.stringify(success()).slice(0, -1)},"data":"`;
      return { pieces: base64Pieces(prefix, pieces, '"}'), contentType: JSON_TYPE };
    },
  },
  downloadEdoc: {
    method: "GET",
    required: ["docId"],
    async run(context, caller) {
      const docId = caller.signed("docId");
      const body = deliverBody(context, caller.systemId, docId);
      return { ...body, contentType: "application/octet-stream", fileName: `${docId}.edxml` };
    },
  },
  updateStatus: {
    method: "POST",
    required: ["docid", "status"],
    async run(context, caller) {
      updateStatus(context, caller.systemId, caller.signed("docid"), caller.signed("status"));
      return { json: success() };
    },
  },
  getSentEdocList: {
    method: "POST",
    required: ["servicetype", "messagetype"],
    async run(context, caller) {
      const kind = parseMessageKind(caller.signed("messagetype"));
      return { json: success({ data: listSent(context, caller.systemId, kind, caller.signed("docId")) }) };
    },
  },
  getAgenciesList: {
    method: "POST",
    required: [],
    run: async (context) => ({ stream: agencyStream(context, {}, agencyRow), contentType: JSON_TYPE }),
  },
  getAgenciesListQD20: {
    method: "POST",
    required: [],
    async run(context, caller) {
      const level = Number.parseInt(caller.signed("level"), 10);
      const options = { level: Number.isNaN(level) ? undefined : level };
      return { stream: agencyStream(context, options, agencyRowQd20), contentType: JSON_TYPE };
    },
  },
  getSynchronizeUnit: {
    method: "POST",
    required: [],
    async run(context, _caller, unsigned) {
      const fromVersion = Number(unsigned.get("fromVersion") ?? "-1");
      const options = { fromVersion: Number.isInteger(fromVersion) ? fromVersion : -1, withDeleted: true };
      return { stream: agencyStream(context, options, synchronizeRow), contentType: JSON_TYPE };
    },
  },
  registerAgency: {
    method: "POST",
    required: [],
    async run(context, caller, _unsigned, request) {
      context.directory.register(await readJson(request), caller.systemId);
      return { json: success() };
    },
  },
  deleteAgency: {
    method: "POST",
    required: ["AgencyCode"],
    async run(context, caller) {
      context.directory.remove(caller.signed("AgencyCode"), caller.systemId);
      return { json: success() };
    },
  },
  countReceiveEdoc: {
    method: "POST",
    required: [],
    run: async (context, caller) => ({
      json: success({ count: countReceived(context, caller.systemId, "edoc") }),
    }),
  },
  countReceiveStatus: {
    method: "POST",
    required: [],
    run: async (context, caller) => ({
      json: success({ count: countReceived(context, caller.systemId, "status") }),
    }),
  },
};

/** Reads a small text body; throws AxisRefusal 10 when it is larger than 64 KB. */
export async function readSmallBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes: Buffer = chunk;
    size += bytes.length;
    if (size > SMALL_BODY_LIMIT) throw new AxisRefusal(ERROR.badFile, "Nội dung yêu cầu quá lớn");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await readSmallBody(request);
  try {
    return JSON.parse(body);
  } catch {
    throw new AxisRefusal(ERROR.notToStandard, "Nội dung yêu cầu không phải JSON");
  }
}
