import { createHash, createHmac } from "node:crypto";
import { z } from "zod";
import type { EdxmlHeader } from "../wire/edxml-header.ts";
import { EdxmlScanner } from "../wire/scan-edxml.ts";
import { formatSigningTimestamp } from "../wire/vietnam-time.ts";

/** The axis said FAIL: a business answer; only codes 15 (clock, replay) and 20 (axis broken) are worth a retry. */
export class AxisAnswerFail extends Error {
  readonly code: string;
  constructor(code: string, description: string) {
    super(`${code}: ${description}`);
    this.name = "AxisAnswerFail";
    this.code = code;
  }

  get worthRetry(): boolean {
    return this.code === "15" || this.code === "20";
  }
}

export interface AxisClientOptions {
  /** Origin plus `/XrdAdapter/RestService/forward/mngadapter`. */
  endpoint: string;
  systemId: string;
  secret: string;
}

const listItem = z.object({ docId: z.string(), from: z.string(), to: z.string() });
export type ListItem = z.infer<typeof listItem>;

const reply = z.looseObject({ status: z.string(), ErrorCode: z.string(), ErrorDesc: z.string().default("") });
const listReply = z.object({ data: z.array(listItem) });
const agencyReply = z.object({
  data: z.array(z.object({ code: z.string(), name: z.string(), oldCode: z.string().optional() })),
});

/** A small client of the axis protocol, for the simulated agencies; errors of transport are thrown as they come. */
export class AxisClient {
  readonly #options: AxisClientOptions;
  #lastTimestamp = 0;

  constructor(options: AxisClientOptions) {
    this.#options = options;
  }

  async list(kind: "edoc" | "status"): Promise<ListItem[]> {
    const names: Names = [
      ["servicetype", "eDoc"],
      ["messagetype", kind],
    ];
    return listReply.parse(await this.#post("/getReceivedEdocList", names, "")).data;
  }

  /** Reads the header of one message; the body streams past. Throws UnreadableEdxml when it cannot be read. */
  async readHeader(docId: string): Promise<EdxmlHeader> {
    const names: Names = [
      ["docId", docId],
      ["filePath", "store"],
    ];
    const response = await this.#request("GET", "/downloadEdoc", names, undefined, "application/json");
    if (response.headers.get("content-type")?.startsWith("application/json")) {
      checkReply(await response.json());
    }
    const scanner = new EdxmlScanner();
    for await (const chunk of response.body ?? []) scanner.write(chunk);
    return scanner.finish();
  }

  async acknowledge(docId: string, status: "done" | "fail" | "processing"): Promise<void> {
    const headers = this.#sign([["docid", docId]], "application/json", [["status", status]]);
    checkReply(await (await this.#fetch("POST", "/updateStatus", headers, "{}")).json());
  }

  /** Sends one message; returns the DocId. */
  async send(from: string, kind: "edoc" | "status", body: Buffer): Promise<string> {
    const names: Names = [
      ["servicetype", "eDoc"],
      ["messagetype", kind],
      ["hash-file", createHash("sha256").update(body).digest("hex")],
      ["from", from],
    ];
    const answer = await this.#post("/sendEdoc", names, body, "application/octet-stream");
    return z.object({ DocId: z.string() }).parse(answer).DocId;
  }

  async register(agency: { code: string; name: string; pcode: string }): Promise<void> {
    const body = { id: "", ...agency, mail: "", mobile: "", fax: "" };
    await this.#post("/registerAgency", [], JSON.stringify(body));
  }

  /** Names by code, in both code systems. */
  async agencyNames(): Promise<Map<string, string>> {
    const { data } = agencyReply.parse(await this.#post("/getAgenciesList", [], "{}"));
    return new Map(
      data.flatMap(({ code, name, oldCode }): [string, string][] =>
        oldCode === undefined
          ? [[code, name]]
          : [
              [code, name],
              [oldCode, name],
            ],
      ),
    );
  }

  async #post(
    path: string,
    names: Names,
    body: string | Buffer,
    type = "application/json",
  ): Promise<unknown> {
    return checkReply(await (await this.#request("POST", path, names, body, type)).json());
  }

  #request(
    method: string,
    path: string,
    names: Names,
    body: string | Buffer | undefined,
    type: string,
  ): Promise<Response> {
    return this.#fetch(method, path, this.#sign(names, type, []), body);
  }

  async #fetch(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string | Buffer | undefined,
  ): Promise<Response> {
    const content = typeof body === "string" || body === undefined ? body : new Uint8Array(body);
    const response = await fetch(this.#options.endpoint + path, {
      method,
      headers,
      ...(content === undefined ? {} : { body: content }),
      signal: AbortSignal.timeout(60_000),
    });
    if (!response.ok) throw new Error(`the axis answered HTTP ${response.status}`);
    return response;
  }

  /** HMAC-SHA256 over the compact JSON of the parameters in their order. */
  #sign(names: Names, contentType: string, after: Names): Record<string, string> {
    this.#lastTimestamp = Math.max(Date.now(), this.#lastTimestamp + 1);
    const timestamp = formatSigningTimestamp(new Date(this.#lastTimestamp));
    const tail: Names = [
      ["timestamp", timestamp],
      ["Content-Type", contentType],
    ];
    const ordered: Names = [["systemid", this.#options.systemId], ...names, ...tail, ...after];
    const parameters = Object.fromEntries(ordered.map(([name, value]) => [`XroadVnpt-${name}`, value]));
    const signHeader = JSON.stringify(parameters);
    return {
      ...parameters,
      "XroadVnpt-version": "3.0.201608",
      "XroadVnpt-sign-header-key": ordered.map(([name]) => name).join(";"),
      "XroadVnpt-sign-header": signHeader,
      "XroadVnpt-hash-header": createHmac("sha256", this.#options.secret).update(signHeader).digest("hex"),
      "Content-Type": contentType,
    };
  }
}

type Names = [name: string, value: string][];

function checkReply(answer: unknown): unknown {
  const { status, ErrorCode, ErrorDesc } = reply.parse(answer);
  if (status !== "OK" || ErrorCode !== "0") throw new AxisAnswerFail(ErrorCode, ErrorDesc);
  return answer;
}
