import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { importSigningKey, openAuthorityKeys } from "./authority-keys.ts";
import { type StatusFaults, statusFaults } from "./faults.ts";
import { EnrolmentError, enrolment, issueCertificate } from "./issue-certificate.ts";
import { openLedger, revocationReason } from "./ledger.ts";
import { authorityPage } from "./page.ts";
import { signRevocationList } from "./revocation-list.ts";
import { createStatusResponder } from "./status-responder.ts";

export interface CertificateAuthorityOptions {
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** Keys, certificates and the ledger live here and survive restarts. */
  readonly dataDir: string;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** The address written into certificates, when it is not the one listened on. Keep it the same over restarts. */
  readonly publicUrl?: string;
  /** How long a revocation list counts (milliseconds, default 24 hours). */
  readonly listValidForMs?: number;
}

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

const MAXIMUM_BODY = 64 * 1024;
/** A list is signed anew after this long, or at once when something was revoked. */
const LIST_MAXIMUM_AGE_MS = 60_000;

const revocation = z.object({
  serialNumber: z.string().regex(/^[0-9a-fA-F]{1,40}$/),
  reason: revocationReason.default("unspecified"),
  /** When it took effect; default now. */
  at: z.iso.datetime().optional(),
});

/**
 * Starts the demo certificate authority ("CA thử nghiệm"), a stand-in for the authority of Ban Cơ yếu Chính phủ.
 *
 * GET / (page), /root.crt, /sub.crt, /root.crl, /crl, /ocsp/…, /faults, /healthz; POST /enrol, /revoke, /ocsp, /faults.
 * Errors are JSON `{ code, message }`.
 */
export async function startCertificateAuthority(
  options: CertificateAuthorityOptions,
): Promise<RunningServer> {
  const host = options.host ?? "127.0.0.1";
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, host, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  try {
    const handle = await createHandler(options, options.publicUrl ?? url);
    server.on("request", (request, response) => {
      handle.answer(request, response).catch((error: unknown) => reportFailure(response, error));
    });
    return {
      url,
      close: () =>
        new Promise((resolve) => {
          server.close(() => {
            handle.close();
            resolve();
          });
          server.closeAllConnections();
        }),
    };
  } catch (error) {
    server.close();
    throw error;
  }
}

interface Handler {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): void;
}

async function createHandler(options: CertificateAuthorityOptions, publicUrl: string): Promise<Handler> {
  const keys = await openAuthorityKeys(options.dataDir, publicUrl);
  const signingKey = await importSigningKey(keys.sub.privateKey);
  const rootSigningKey = await importSigningKey(keys.root.privateKey);
  const ledger = openLedger(options.dataDir);
  const validForMs = options.listValidForMs ?? 86_400_000;
  const list = cachedList(() =>
    signRevocationList(keys.sub, signingKey, ledger.revoked.values(), validForMs),
  );
  const rootList = cachedList(() => signRevocationList(keys.root, rootSigningKey, [], validForMs));
  const ownSerials = new Set([keys.timestamp, keys.sub].map((one) => one.certificate.serialNumber));
  const respond = createStatusResponder([
    {
      keys: keys.sub,
      standing: (serial) =>
        ledger.revoked.get(serial) ??
        (ledger.issued.has(serial) || ownSerials.has(serial) ? "good" : undefined),
    },
    { keys: keys.root, standing: (serial) => (ownSerials.has(serial) ? "good" : undefined) },
  ]);
  let faults: StatusFaults = {};
  const rootCertificate = new Uint8Array(keys.root.certificate.rawData);
  const subCertificate = new Uint8Array(keys.sub.certificate.rawData);

  return { answer, close: () => ledger.close() };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    if (request.method === "GET" && path.startsWith("/ocsp/"))
      return answerStatus(response, questionIn(path.slice("/ocsp/".length)));
    switch (`${request.method === "HEAD" ? "GET" : request.method} ${path}`) {
      case "GET /":
        return send(response, 200, "text/html; charset=utf-8", page());
      case "GET /healthz":
        return sendJson(response, 200, { status: "ok", issued: ledger.issued.size });
      case "GET /root.crt":
        return send(response, 200, "application/pkix-cert", rootCertificate);
      case "GET /sub.crt":
        return send(response, 200, "application/pkix-cert", subCertificate);
      case "GET /crl":
        return send(response, 200, "application/pkix-crl", await list.get());
      case "GET /root.crl":
        return send(response, 200, "application/pkix-crl", await rootList.get());
      case "POST /ocsp":
        return answerStatus(response, await readBody(request));
      case "GET /faults":
        return sendJson(response, 200, faults);
      case "POST /faults":
        return setFaults(request, response);
      case "POST /enrol":
        return enrol(request, response);
      case "POST /revoke":
        return revoke(request, response);
      default:
        return sendJson(response, 404, { code: "not-found", message: "Không có trang này." });
    }
  }

  async function answerStatus(response: ServerResponse, question: Buffer | undefined): Promise<void> {
    const active = faults;
    if (active.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, active.delayMs));
    if (active.status !== undefined)
      return sendJson(response, active.status, { code: "fault", message: "Lỗi được bật để thử nghiệm." });
    const reply = respond(question ?? Buffer.alloc(0), active);
    if (active.cut !== true) return send(response, 200, "application/ocsp-response", reply);
    response.writeHead(200, { "content-type": "application/ocsp-response", "content-length": reply.length });
    response.write(reply.subarray(0, reply.length >> 1), () => response.destroy());
  }

  async function setFaults(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const input = statusFaults.safeParse(await readJson(request));
    if (!input.success) return sendJson(response, 400, badInput(input.error));
    faults = input.data;
    return sendJson(response, 200, faults);
  }

  function page(): string {
    return authorityPage({ issued: ledger.issued.size, revoked: ledger.revoked.size });
  }

  async function enrol(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const input = enrolment.safeParse(await readJson(request));
    if (!input.success) return sendJson(response, 400, badInput(input.error));
    try {
      const certificate = await issueCertificate(input.data, { sub: keys.sub, signingKey, publicUrl });
      ledger.append({
        what: "issued",
        serialNumber: certificate.serialNumber,
        subject: certificate.subject,
        kind: input.data.kind,
        at: new Date().toISOString(),
      });
      const chain = [new Uint8Array(certificate.rawData), subCertificate, rootCertificate];
      return sendJson(response, 201, {
        serialNumber: certificate.serialNumber,
        notBefore: certificate.notBefore.toISOString(),
        notAfter: certificate.notAfter.toISOString(),
        chain: chain.map((der) => Buffer.from(der).toString("base64")),
        pem: chain.map(toPem).join(""),
      });
    } catch (error) {
      if (!(error instanceof EnrolmentError)) throw error;
      return sendJson(response, 422, {
        code: error.code,
        message: enrolmentMessages[error.code],
        detail: error.message,
      });
    }
  }

  async function revoke(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const input = revocation.safeParse(await readJson(request));
    if (!input.success) return sendJson(response, 400, badInput(input.error));
    const serialNumber = input.data.serialNumber.toLowerCase();
    if (!ledger.issued.has(serialNumber)) {
      return sendJson(response, 404, { code: "unknown-certificate", message: "Không có chứng thư số này." });
    }
    if (!ledger.revoked.has(serialNumber)) {
      const at = input.data.at ?? new Date().toISOString();
      ledger.append({ what: "revoked", serialNumber, reason: input.data.reason, at });
      list.forget();
    }
    return sendJson(response, 200, ledger.revoked.get(serialNumber));
  }
}

const enrolmentMessages: Readonly<Record<EnrolmentError["code"], string>> = {
  "bad-request": "Đây không phải yêu cầu cấp chứng thư số (PKCS#10).",
  "bad-signature": "Yêu cầu không được ký bằng chính khóa của nó.",
  "no-common-name": "Tên chủ thể thiếu tên gọi (CN).",
  "weak-key": "Khóa không dùng được: cần RSA từ 2048 bit, P-256 hoặc P-384.",
};

function cachedList(sign: () => Promise<Uint8Array>): { get(): Promise<Uint8Array>; forget(): void } {
  let held: { list: Promise<Uint8Array>; at: number } | undefined;
  return {
    get() {
      if (held === undefined || Date.now() - held.at > LIST_MAXIMUM_AGE_MS)
        held = { list: sign(), at: Date.now() };
      return held.list;
    },
    forget() {
      held = undefined;
    },
  };
}

/** A question in the address, as RFC 6960 appendix A.1 has it: base64, then URL encoding. */
function questionIn(text: string): Buffer | undefined {
  try {
    return Buffer.from(decodeURIComponent(text), "base64");
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MAXIMUM_BODY) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request);
  try {
    return body === undefined ? undefined : JSON.parse(body.toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function badInput(error: z.ZodError): object {
  return { code: "bad-input", message: "Dữ liệu gửi lên không đúng.", detail: z.prettifyError(error) };
}

function toPem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
  });
  response.end(body);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, "application/json; charset=utf-8", JSON.stringify(body));
}

function reportFailure(response: ServerResponse, error: unknown): void {
  const detail = error instanceof Error ? error.message : String(error);
  if (response.headersSent) response.destroy();
  else sendJson(response, 500, { code: "internal", message: "Lỗi của hệ thống thử nghiệm.", detail });
}
