/** A raw HTTP client for the tests, written from the wire description and sharing nothing with the axis. */
import { createHash, createHmac, randomUUID } from "node:crypto";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  json(): Record<string, unknown>;
}

export interface RawCall {
  endpoint: string;
  path: string;
  method?: "POST" | "GET";
  /** Names and values in signing order, without prefix. */
  signed: [string, string][];
  secret: string;
  /** Further headers, sent as they are. */
  extra?: Record<string, string>;
  body?: Buffer | string;
  /** Changes the finished headers before they leave. */
  tamper?: (headers: Record<string, string>) => void;
}

/** `ddMMyyyy'T'HHmmss+0SSS` in Vietnam time; unique per call in this process. */
export function stamp(at = uniqueNow()): string {
  const d = new Date(at + 7 * 3_600_000);
  const two = (value: number) => String(value).padStart(2, "0");
  const date = two(d.getUTCDate()) + two(d.getUTCMonth() + 1) + d.getUTCFullYear();
  const time = two(d.getUTCHours()) + two(d.getUTCMinutes()) + two(d.getUTCSeconds());
  return `${date}T${time}+${String(d.getUTCMilliseconds()).padStart(4, "0")}`;
}

let last = 0;
function uniqueNow(): number {
  last = Math.max(Date.now(), last + 1);
  return last;
}

export function call(options: RawCall): Promise<RawAnswer> {
  const { signed, secret, body = "" } = options;
  const object = Object.fromEntries(signed.map(([name, value]) => [`XroadVnpt-${name}`, value]));
  const signHeader = JSON.stringify(object);
  const headers: Record<string, string> = {
    ...object,
    "XroadVnpt-version": "3.0.201608",
    "XroadVnpt-sign-header-key": signed.map(([name]) => name).join(";"),
    "XroadVnpt-sign-header": signHeader,
    "XroadVnpt-hash-header": createHmac("sha256", secret).update(signHeader).digest("hex"),
    "User-Agent": "JAVASDKAgent/1.0.0 XRoad/VPCP",
    "Content-Type": object["XroadVnpt-Content-Type"] ?? "application/json",
    "Content-Length": String(Buffer.byteLength(body)),
    ...options.extra,
  };
  options.tamper?.(headers);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      options.endpoint + options.path,
      { method: options.method ?? "POST", headers },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const answer = Buffer.concat(chunks);
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: answer,
            json: () => JSON.parse(answer.toString("utf8")),
          });
        });
      },
    );
    outgoing.on("error", reject);
    if (headers.Expect) outgoing.on("continue", () => outgoing.end(body));
    else outgoing.end(body);
  });
}

/** One system of the axis as a tiny client. */
export function system(endpoint: string, systemId: string, secret: string) {
  const common = { endpoint, secret };
  const tail = (type = "application/json"): [string, string][] => [
    ["timestamp", stamp()],
    ["Content-Type", type],
  ];
  const head: [string, string] = ["systemid", systemId];
  return {
    send: (from: string, body: Buffer | string, options: Partial<SendOptions> = {}) =>
      call({
        ...common,
        path: "/sendEdoc",
        body:
          options.appended === undefined
            ? body
            : Buffer.concat([Buffer.from(body), Buffer.from(options.appended)]),
        signed: [
          head,
          ["servicetype", "eDoc"],
          ["messagetype", options.kind ?? "edoc"],
          ["hash-file", options.hash ?? sha256(body)],
          ["from", from],
          ...tail("application/octet-stream"),
        ],
        ...(options.extra ? { extra: options.extra } : {}),
      }),
    list: async (kind: "edoc" | "status") => {
      const answer = await call({
        ...common,
        path: "/getReceivedEdocList",
        signed: [head, ["servicetype", "eDoc"], ["messagetype", kind], ...tail()],
      });
      return rows(answer.json());
    },
    get: (docId: string) =>
      call({
        ...common,
        path: "/getEdoc",
        body: "{}",
        signed: [head, ["docId", docId], ["filePath", "store"], ...tail()],
      }),
    download: (docId: string) =>
      call({
        ...common,
        path: "/downloadEdoc",
        method: "GET",
        signed: [head, ["docId", docId], ["filePath", "store"], ...tail()],
      }),
    acknowledge: (docId: string, status: string, extra: Record<string, string> = {}) =>
      call({
        ...common,
        path: "/updateStatus",
        body: "{}",
        extra: { Expect: "100-continue", ...extra },
        signed: [head, ["docid", docId], ...tail(), ["status", status]],
      }),
    sent: async (docId: string, kind = "edoc") => {
      const signed: [string, string][] = [
        head,
        ["servicetype", "eDoc"],
        ["messagetype", kind],
        ["docId", docId],
        ...tail(),
      ];
      return rows((await call({ ...common, path: "/getSentEdocList", signed })).json());
    },
    plain: (path: string, more: [string, string][] = [], body = "{}") =>
      call({ ...common, path, body, signed: [head, ...more, ...tail()] }),
  };
}

interface SendOptions {
  kind: "edoc" | "status";
  hash: string;
  /** Bytes after the message, as the official client's CRLF. */
  appended: string;
  extra: Record<string, string>;
}

export function rows(json: Record<string, unknown>): Record<string, string>[] {
  if (!Array.isArray(json.data)) throw new Error(`no data in ${JSON.stringify(json)}`);
  return json.data;
}

export function sha256(body: Buffer | string): string {
  return createHash("sha256").update(body).digest("hex");
}

/** A complete new document, written by hand for these tests. */
export function documentXml(
  from: string,
  to: string[],
  options: { number?: string; content?: string; business?: string; subject?: string } = {},
): string {
  const number = options.number ?? String(Math.floor(Math.random() * 1e9));
  const receivers = to.map(
    (code) =>
      `<edXML:To><edXML:OrganId>${code}</edXML:OrganId><edXML:OrganName>Cơ quan ${code}</edXML:OrganName></edXML:To>`,
  );
  const id = `cid:${randomUUID()}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">
 <edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLHeader>
 <edXML:MessageHeader><edXML:From><edXML:OrganId>${from}</edXML:OrganId><edXML:OrganName>Nơi gửi</edXML:OrganName></edXML:From>${receivers.join("")}
 <edXML:DocumentId>${from},2022/03/04,${number}/STTTT-CNTT</edXML:DocumentId>
 <edXML:Code><edXML:CodeNumber>${number}</edXML:CodeNumber><edXML:CodeNotation>STTTT-CNTT</edXML:CodeNotation></edXML:Code>
 <edXML:PromulgationInfo><edXML:Place>Kon Tum</edXML:Place><edXML:PromulgationDate>2022/03/04</edXML:PromulgationDate></edXML:PromulgationInfo>
 <edXML:DocumentType><edXML:Type>2</edXML:Type><edXML:TypeName>Công văn</edXML:TypeName></edXML:DocumentType>
 <edXML:Subject>${options.subject ?? "V/v báo cáo kết quả quý I"}</edXML:Subject><edXML:SteeringType>0</edXML:SteeringType></edXML:MessageHeader>
 <edXML:TraceHeaderList><edXML:TraceHeader><edXML:OrganId>${from}</edXML:OrganId><edXML:Timestamp>2022/03/04 09:15:30</edXML:Timestamp></edXML:TraceHeader>
 <edXML:Bussiness>${options.business ?? "<edXML:BussinessDocType>0</edXML:BussinessDocType><edXML:BussinessDocReason>Văn bản điện tử mới</edXML:BussinessDocReason><edXML:Paper>0</edXML:Paper>"}</edXML:Bussiness></edXML:TraceHeaderList>
 </edXML:edXMLHeader></edXML:edXMLEnvelope>
 <AttachmentEncoded><Attachment><ContentId>${id}</ContentId><AttachmentName>a.pdf</AttachmentName><ContentType>application/pdf</ContentType>
 <edXML:ContentTransferEncoded xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">${options.content ?? "JVBERi0xLjQK"}</edXML:ContentTransferEncoded></Attachment></AttachmentEncoded>
</edXML>`;
}

/** A status message about a document. */
export function statusXml(
  from: string,
  about: { organId: string; code: string; documentId: string },
  code: string,
  description = "",
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLHeader>
<edXML:MessageHeader><edXML:From><edXML:OrganId>${from}</edXML:OrganId><edXML:OrganName>x</edXML:OrganName></edXML:From>
<edXML:ResponseFor><edXML:OrganId>${about.organId}</edXML:OrganId><edXML:Code>${about.code}</edXML:Code><edXML:PromulgationDate>2022/03/04</edXML:PromulgationDate><edXML:DocumentId>${about.documentId}</edXML:DocumentId></edXML:ResponseFor>
<edXML:StatusCode>${code}</edXML:StatusCode><edXML:Description>${description}</edXML:Description><edXML:Timestamp>2022/03/04 09:41:07</edXML:Timestamp></edXML:MessageHeader>
</edXML:edXMLHeader></edXML:edXMLEnvelope></edXML>`;
}
