import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { findOrganisation } from "../../../core/directory/index.ts";
import { Refusal, type Sentence } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { getIncoming, type Incoming, lockIncoming } from "../incoming/incoming.ts";
import { INCOMING_STATE_WORDS, type IncomingState } from "../incoming/incoming-states.ts";
import { getOutgoing, lockOutgoing, type Outgoing } from "../outgoing/outgoing.ts";
import { OUTGOING_STATE_WORDS, type OutgoingState } from "../outgoing/outgoing-states.ts";
import { signaturesOf } from "../services.ts";
import type { Verdict } from "../tables.ts";
import type { CopyForm } from "./copy-forms.ts";

export type SourceKind = "incoming" | "outgoing";
export interface SourceRef {
  readonly kind: SourceKind;
  readonly id: string;
}

/** A document as the thing a copy is made of. */
export interface CopySource extends SourceRef {
  readonly organisationId: string;
  readonly confidentiality: number;
  readonly frozen: boolean;
  /** The step it is at, in words; and whether documents are copied at that step. */
  readonly stateWords: Sentence;
  readonly settled: boolean;
  readonly file: { readonly sha256: string; readonly name: string } | undefined;
  readonly medium: "electronic" | "paper";
  readonly symbol: string;
  /** `yyyy-MM-dd` */
  readonly date: string;
  readonly issuer: string;
  readonly type: string;
  readonly abstract: string;
  /** What its signatures were worth when it arrived; only of a received document. */
  readonly verdictOnArrival: Verdict | null;
}

/** An own document is copied once it is issued, a received one once it stands in the register. */
export const COPIED_OUTGOING: readonly OutgoingState[] = ["issued"];
export const COPIED_INCOMING: readonly IncomingState[] = [
  "registered",
  "presented",
  "assigned",
  "processing",
  "completed",
  "replaced",
];

/** @throws Refusal not-found */
export async function getCopySource(queries: Queries, { kind, id }: SourceRef): Promise<CopySource> {
  return kind === "incoming"
    ? ofIncoming(await getIncoming(queries, id))
    : await ofOutgoing(queries, await getOutgoing(queries, id));
}

/** Reads the document and locks it until the transaction ends. @throws Refusal not-found */
export async function lockCopySource(tx: Transaction, { kind, id }: SourceRef): Promise<CopySource> {
  return kind === "incoming"
    ? ofIncoming(await lockIncoming(tx, id))
    : await ofOutgoing(tx.queries, await lockOutgoing(tx, id));
}

export function ofIncoming(document: Incoming): CopySource {
  return {
    kind: "incoming",
    id: document.id,
    organisationId: document.organisation_id,
    confidentiality: document.confidentiality,
    frozen: document.frozen,
    stateWords: INCOMING_STATE_WORDS[document.state],
    settled: COPIED_INCOMING.includes(document.state),
    file:
      document.file_sha256 === null
        ? undefined
        : { sha256: document.file_sha256, name: document.file_name ?? "" },
    medium: document.source === "paper" ? "paper" : "electronic",
    symbol: document.symbol,
    date: document.issued_date,
    issuer: document.from_name,
    type: document.type_name,
    abstract: document.abstract,
    verdictOnArrival: document.verdict,
  };
}

async function ofOutgoing(queries: Queries, document: Outgoing): Promise<CopySource> {
  const today = localDateOf(new Date());
  const [type, organisation] = await Promise.all([
    queries
      .selectFrom("documents.document_type")
      .select("name")
      .where("code", "=", document.document_type)
      .executeTakeFirst(),
    findOrganisation(queries, document.organisation_id, document.issued_date ?? today),
  ]);
  return {
    kind: "outgoing",
    id: document.id,
    organisationId: document.organisation_id,
    confidentiality: document.confidentiality,
    frozen: false,
    stateWords: OUTGOING_STATE_WORDS[document.state],
    settled: COPIED_OUTGOING.includes(document.state),
    file: { sha256: document.file_sha256, name: document.file_name },
    medium: "electronic",
    symbol: document.symbol ?? "",
    date: document.issued_date ?? today,
    issuer: organisation?.name ?? "",
    type: type?.name ?? "",
    abstract: document.abstract,
    verdictOnArrival: null,
  };
}

/** Why nothing of this document can be copied now; undefined when it can. */
export function whyNotCopied(source: CopySource): Refusal | undefined {
  if (source.confidentiality > 0)
    return new Refusal("documents.copy-secret", 409, {
      vi: "Văn bản mật chỉ được sao, chụp theo pháp luật về bảo vệ bí mật nhà nước (Nghị định 30/2020/NĐ-CP, Điều 27), không sao trên hệ thống này.",
      en: "A secret document is copied only by the law on state secrets (Decree 30/2020/NĐ-CP, Article 27), never in this system.",
    });
  if (!source.settled)
    return new Refusal("documents.wrong-state", 409, {
      vi: `Văn bản đang ở bước "${source.stateWords.vi}" nên chưa sao được: văn bản đi được sao sau khi phát hành, văn bản đến sau khi vào sổ.`,
      en: `The document is at the step "${source.stateWords.en}", so it cannot be copied: an outgoing one is copied once issued, an incoming one once registered.`,
    });
  if (source.frozen)
    return new Refusal("documents.frozen", 423, {
      vi: "Nơi gửi đang yêu cầu thu hồi văn bản này nên không sao được. Văn thư trả lời yêu cầu thu hồi trước.",
      en: "The sender has asked for this document back, so it is not copied. The clerk answers that first.",
    });
  if (source.file === undefined)
    return new Refusal("documents.no-file", 409, {
      vi: "Văn bản này không có tệp PDF để sao. Nếu là văn bản giấy, quét (số hóa) rồi mới sao.",
      en: "This document has no PDF to copy. Scan it first if it is on paper.",
    });
  return undefined;
}

/** What the signatures of a source say; `waits` where an authority's answer may still decide what is unknown. */
interface Worth {
  readonly status: Verdict;
  readonly sentence: Sentence;
  readonly waits: boolean;
}

/**
 * What the file is worth now. A received one that cannot be decided now (its issuer does not answer) counts as it was
 * found on arrival: its content is kept under its digest since.
 */
export async function worthOf(house: House, source: CopySource, sha256: string): Promise<Worth> {
  const { status, sentence, problem, signatures } = await signaturesOf(house).verifyStored(sha256);
  const kept = source.verdictOnArrival;
  const waits =
    problem === undefined &&
    signatures.every(({ counts, subIndication }) => counts || mayDecide(subIndication));
  return status === "unknown" && (kept === "valid-both" || kept === "valid-one")
    ? { status: kept, sentence, waits }
    : { status, sentence, waits };
}

/** Undecided only because an authority has not answered yet (ETSI EN 319 102-1 section 5.1.3). */
function mayDecide(subIndication: string | undefined): boolean {
  return subIndication === "TRY_LATER" || subIndication === "NO_POE";
}

/**
 * Which copy may be made of a file of this worth (NĐ 30/2020 Art. 25): a full copy and an extract of an original (both
 * signatures, Art. 5) or of the scan of a paper; a copy of a copy of what came from elsewhere.
 * @throws Refusal naming what is wrong with the source, on the field `form`
 */
export function assertCopyable(source: CopySource, form: CopyForm, worth: Worth): void {
  if (form === "sao-luc" && source.kind === "outgoing")
    throw refused("documents.copy-of-own", {
      vi: "Sao lục được thực hiện từ bản sao y do nơi khác gửi đến. Văn bản của cơ quan mình thì chọn Sao y.",
      en: "A copy of a copy is made of a full copy that came from elsewhere. Of an own document choose a full copy.",
    });
  if (worth.status === "invalid")
    throw refused("documents.copy-source-broken", {
      vi: `Không sao được vì chữ ký của văn bản không tin được: ${worth.sentence.vi}`,
      en: `It cannot be copied because its signatures cannot be trusted: ${worth.sentence.en}`,
    });
  // A scan carries no signatures: the paper is the original, and the clerk has it.
  if (source.medium === "paper") return;
  if (worth.status === "unknown" && !worth.waits)
    throw refused("documents.copy-source-not-accepted", {
      vi: `Không sao được vì chưa công nhận được chữ ký của văn bản. ${worth.sentence.vi}`,
      en: `It cannot be copied because its signatures cannot be accepted. ${worth.sentence.en}`,
    });
  if (worth.status === "unknown")
    throw new Refusal(
      "documents.copy-source-unverified",
      503,
      {
        vi: "Chưa kiểm tra được chữ ký của văn bản nên chưa sao. Thử lại sau ít phút.",
        en: "Its signatures could not be checked, so nothing was copied. Try again in some minutes.",
      },
      "form",
    );
  if (worth.status === "unsigned")
    throw refused("documents.copy-source-unsigned", {
      vi: "Văn bản điện tử này không có chữ ký số nên không phải bản gốc, không sao được.",
      en: "This electronic document carries no signature, so it is not an original and cannot be copied.",
    });
  if (worth.status === "valid-one" && form !== "sao-luc")
    throw refused("documents.copy-source-not-original", {
      vi: "Văn bản chỉ có một chữ ký hợp lệ nên chưa có giá trị như bản gốc. Nếu đây là bản sao y do nơi khác gửi đến, chọn Sao lục.",
      en: "Only one of its signatures is valid, so it is not an original. If it is a full copy that came from elsewhere, choose a copy of a copy.",
    });
}

function refused(code: string, sentence: Sentence): Refusal {
  return new Refusal(code, 422, sentence, "form");
}
