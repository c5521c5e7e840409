import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Desk } from "./desk.ts";
import { fetchFile, uploadFile } from "./exchange-files.ts";
import type { Fault } from "./faults.ts";
import { type SignJob, signPdf } from "./sign-pdf.ts";
import { type Holder, holderSchema, type Tokens } from "./tokens.ts";

/** Actions of the program, each with the kind of token it asks for. */
export const ACTIONS: ReadonlyMap<string, Holder["kind"]> = new Map([
  ["SignApproved", "person"],
  ["SignIssued", "organisation"],
  ["SignIncome", "organisation"],
  ["SignAppendix", "organisation"],
  ["SignCopy", "organisation"],
  ["Comment", "person"],
]);

/** What a call needs of the program. */
export interface Program {
  readonly desk: Desk;
  readonly tokens: Tokens;
  readonly timestampAuthority: string;
}

export interface Call {
  /** Last part of the socket's address. */
  readonly action: string;
  /** JSON, as vgcaplugin.js sends it. */
  readonly parameters: string;
  /** Of the page that calls; undefined when no browser does. */
  readonly origin: string | undefined;
  readonly ended: AbortSignal;
}

/** What the page gets; `Status` 0 is success. */
export interface Answer {
  readonly Status: 0 | 1;
  readonly Message: string;
  readonly FileServer: string;
  readonly DocumentNumber: string;
  readonly DocumentDate: string;
}

const parametersSchema = z.object({
  FileUploadHandler: z.string(),
  FileName: z.string().default(""),
  MetaData: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
  DocNumber: z.string().default(""),
  IssuedDate: z.string().default(""),
});

/** The person is told this, and nothing was signed. */
class CallFailure extends Error {}

/**
 * Does what the program at the signer's computer does when a page calls it: fetches the file, signs it with the token
 * that is plugged in, brings it back.
 *
 * @returns the answer as an object, or how the program fails without one
 */
export async function carryOutCall(program: Program, call: Call): Promise<Answer | "silence" | "break-off"> {
  const { desk } = program;
  const note = { action: call.action, fileName: "", signer: "" };
  try {
    const parameters = readParameters(call);
    note.fileName = fileNameOf(parameters.FileName);
    const fault = desk.takeFault();
    stopAtDesk(fault);
    const holder = holderOf(program, call, parameters.MetaData, fault);
    note.signer = holder.name;
    const pdf = await fetchFile(parameters.FileName, call);
    if (fault === "never-answers" || fault === "breaks-off") {
      desk.note({ ...note, outcome: "Không trả lời (lỗi được bật)" });
      return fault === "never-answers" ? "silence" : "break-off";
    }
    const signed = await sign(program, call, { pdf, holder, ...tampering(fault) });
    let reply = await uploadFile(parameters.FileUploadHandler, signed, note.fileName, call);
    if (fault === "uploads-twice")
      reply = await uploadFile(parameters.FileUploadHandler, signed, note.fileName, call);
    if (!reply.ok) throw new CallFailure(reply.message || "Máy chủ không nhận tệp đã ký.");
    desk.note({ ...note, outcome: "Đã ký" });
    return answer(0, "Ký số thành công.", {
      FileServer: reply.fileServer,
      DocumentNumber: parameters.DocNumber,
      DocumentDate: parameters.IssuedDate,
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    desk.note({ ...note, outcome: message });
    return answer(1, message);
  }
}

function readParameters({ action, parameters }: Call): z.infer<typeof parametersSchema> {
  if (!ACTIONS.has(action)) throw new CallFailure("Phần mềm mô phỏng không có chức năng này.");
  let json: unknown;
  try {
    json = JSON.parse(parameters);
  } catch {
    throw new CallFailure("Tham số gọi phần mềm ký không phải JSON.");
  }
  const parsed = parametersSchema.safeParse(json);
  if (!parsed.success)
    throw new CallFailure(`Tham số gọi phần mềm ký chưa đúng: ${z.prettifyError(parsed.error)}`);
  if (parsed.data.FileName === "")
    throw new CallFailure("Phần mềm mô phỏng không mở tệp tại máy: trang gọi phải cho địa chỉ của tệp.");
  return parsed.data;
}

function stopAtDesk(fault: Fault | undefined): void {
  if (fault === "no-token")
    throw new CallFailure("Không tìm thấy thiết bị ký số. Hãy cắm thiết bị (token) rồi ký lại.");
  if (fault === "wrong-pin") throw new CallFailure("Mã PIN không đúng. Chưa ký.");
  if (fault === "cancelled") throw new CallFailure("Người dùng đã hủy. Chưa ký.");
}

/** The token that was chosen on the page; else that of whom the caller names. */
function holderOf(
  { desk }: Program,
  { action }: Call,
  metaData: readonly { Key: string; Value: string }[],
  fault: Fault | undefined,
): Holder {
  const value = (key: string): string | undefined => metaData.find(({ Key }) => Key === key)?.Value.trim();
  const named = holderSchema.shape.kind.safeParse(value("SignerKind"));
  const kind = (named.success ? named.data : undefined) ?? ACTIONS.get(action) ?? "person";
  if (fault === "strangers-certificate")
    return { name: kind === "person" ? "Người Lạ Mặt" : "Cơ quan lạ", kind };
  if (desk.inserted !== undefined) return desk.inserted;
  const name = value("Signer");
  if (name === undefined || name === "")
    throw new CallFailure("Chưa chọn thiết bị: hãy mở trang của phần mềm ký số mô phỏng và chọn token.");
  return { name, kind };
}

async function sign(
  { tokens, timestampAuthority }: Program,
  { ended }: Call,
  { pdf, holder, tamper }: { pdf: Uint8Array; holder: Holder; tamper?: "change" | "rewrite" },
): Promise<Uint8Array> {
  const job: SignJob = {
    pdf,
    token: await tokens.of(holder),
    timestampAuthority,
    fieldName: `Signature_${randomBytes(6).toString("hex")}`,
    ...(tamper === undefined ? {} : { tamper }),
  };
  try {
    return await signPdf(job, ended);
  } catch (error) {
    throw new CallFailure(`Không ký được tệp này: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function tampering(fault: Fault | undefined): { tamper?: "change" | "rewrite" } {
  if (fault === "changes-document") return { tamper: "change" };
  return fault === "rewrites-file" ? { tamper: "rewrite" } : {};
}

function fileNameOf(address: string): string {
  const last = URL.canParse(address) ? new URL(address).pathname.split("/").at(-1) : undefined;
  try {
    return decodeURIComponent(last ?? "") || "van-ban.pdf";
  } catch {
    return "van-ban.pdf";
  }
}

function answer(
  Status: Answer["Status"],
  Message: string,
  more: Partial<Pick<Answer, "FileServer" | "DocumentNumber" | "DocumentDate">> = {},
): Answer {
  return { Status, Message, FileServer: "", DocumentNumber: "", DocumentDate: "", ...more };
}
