import { execFileSync } from "node:child_process";
import { createPrivateKey, sign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Signer } from "../../../../core/signing/types.ts";
import type { OutgoingAttachment } from "../attachments/plan-attachments.ts";
import { MemorySink } from "../byte-stream.ts";
import type { DocumentMessage, EdxmlMessage, OrganId, StatusMessage } from "../types.ts";
import { parseOrganId } from "../types.ts";
import { type WriteOptions, writeEdxml } from "../write-edxml.ts";

/** Values for tests of the codec; the persons are invented. */
export function organId(code: string): OrganId {
  const id = parseOrganId(code);
  if (id === undefined) throw new Error(`bad code in a test: ${code}`);
  return id;
}

export const STUB_PDF = Buffer.from(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
);

export const NEW_DOCUMENT: DocumentMessage = {
  kind: "document",
  from: {
    organId: organId("000.00.14.H34"),
    inCharge: "UBND tỉnh Kon Tum",
    name: "Sở Thông tin và Truyền thông tỉnh Kon Tum",
    address: "Thành phố Kon Tum",
    email: "so.tttt@example.gov.vn",
    telephone: "0260000000",
  },
  to: [
    { organId: organId("000.00.31.H34"), inCharge: "UBND tỉnh Kon Tum", name: "UBND huyện Đăk Hà" },
    { organId: organId("000.00.32.H34"), name: "UBND huyện Ngọc Hồi" },
  ],
  documentId: "000.00.14.H34,2022/03/04,125/STTTT-CNTT",
  codeNumber: "125",
  codeNotation: "STTTT-CNTT",
  place: "Kon Tum",
  promulgationDate: "2022-03-04",
  documentType: { type: 2, detail: 0, name: "Công văn" },
  subject: "V/v báo cáo kết quả gửi, nhận văn bản điện tử quý I năm 2022",
  content: "Đề nghị các đơn vị báo cáo số liệu gửi, nhận văn bản điện tử có ký số",
  signer: { competence: "KT. GIÁM ĐỐC", position: "Phó Giám đốc", fullName: "Nguyễn Văn A" },
  dueDate: "2022-03-15",
  priority: 1,
  typerNotation: "NVB",
  promulgationAmount: 3,
  pageAmount: 2,
  direction: false,
  appendixes: ["Phụ lục I - Biểu mẫu số liệu"],
  steeringType: 1,
  toPlaces: ["Như trên", "Lưu: VT, CNTT"],
  trace: [{ organId: organId("000.00.14.H34"), timestamp: "2022-03-04T09:15:30+07:00" }],
  business: {
    type: "new",
    reason: "Văn bản điện tử mới",
    paper: false,
    staff: [
      {
        department: "Văn phòng Sở",
        staff: "Trần Thị C",
        email: "vanthu@example.gov.vn",
        mobile: "0900000001",
      },
    ],
  },
};

export const STATUS_03: StatusMessage = {
  kind: "status",
  from: { organId: organId("000.00.31.H34"), name: "UBND huyện Đăk Hà" },
  responseFor: {
    organId: organId("000.00.14.H34"),
    code: "125/STTTT-CNTT",
    promulgationDate: "2022-03-04",
    documentId: "000.00.14.H34,2022/03/04,125/STTTT-CNTT",
  },
  staff: {
    department: "Văn phòng HĐND-UBND huyện",
    staff: "Lê Thị D",
    mobile: "0900000002",
    email: "vanthu@example.gov.vn",
  },
  statusCode: "03",
  description: "Tiếp nhận văn bản điện tử, vào sổ văn bản đến của đơn vị (số đến 412)",
  timestamp: "2022-03-04T09:41:07+07:00",
};

/** A file to send from bytes, given in uneven pieces as a disk or network would. */
export function file(name: string, bytes: Uint8Array, description?: string): OutgoingAttachment {
  return {
    name,
    size: bytes.length,
    ...(description === undefined ? {} : { description }),
    async *open() {
      for (let at = 0; at < bytes.length; at += 70_001) yield bytes.subarray(at, at + 70_001);
    },
  };
}

/** The file of the example of a new document. */
export const EXAMPLE_FILE: OutgoingAttachment = {
  ...file("125_STTTT-CNTT_signed.pdf", STUB_PDF, "Toàn văn công văn đã ký số"),
  contentId: "cid:7f0f5c1e-6a51-4c37-9a8f-1f6f0f3b7a01",
};

/** Writes a message that must be to standard and returns its bytes. */
export async function written(
  message: EdxmlMessage,
  attachments: readonly OutgoingAttachment[] = [],
  options: WriteOptions = {},
): Promise<Buffer> {
  const sink = new MemorySink();
  const result = await writeEdxml(message, attachments, sink, options);
  if (!result.ok) throw new Error(`not to standard: ${JSON.stringify(result.problems)}`);
  return sink.bytes();
}

/** A fresh software key with a self-signed certificate made by openssl. */
export function testSigner(kind: "rsa" | "ec"): Signer {
  const directory = mkdtempSync(join(tmpdir(), "edxml-signer-"));
  try {
    const [key, certificate] = [join(directory, "key.pem"), join(directory, "certificate.der")];
    const algorithm = kind === "rsa" ? ["rsa:2048"] : ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    const subject = "/C=VN/O=UBND tinh Kon Tum/CN=Thu nghiem";
    execFileSync(
      "openssl",
      [
        ["req", "-x509", "-nodes", "-days", "30", "-outform", "DER", "-subj", subject],
        ["-newkey", ...algorithm, "-keyout", key, "-out", certificate],
      ].flat(),
      { stdio: "ignore" },
    );
    const privateKey = createPrivateKey(readFileSync(key));
    return {
      certificates: [readFileSync(certificate)],
      algorithm: kind === "rsa" ? "rsa-sha256" : "ecdsa-sha256",
      sign: async (bytes) => sign("sha256", bytes, privateKey),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
