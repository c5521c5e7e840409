import type { FileReport, SignatureReport } from "../../core/signing/public/index.ts";
import type { Language } from "./parse-command.ts";

type Words = Readonly<Record<Language, string>>;

const WHOLE: Readonly<Record<FileReport["verdict"], Words>> = {
  TOTAL_PASSED: { vi: "ĐẠT", en: "PASSED" },
  INDETERMINATE: { vi: "CHƯA KẾT LUẬN ĐƯỢC", en: "NOT DECIDED" },
  TOTAL_FAILED: { vi: "KHÔNG ĐẠT", en: "FAILED" },
};

const SOURCE: Readonly<Record<SignatureReport["times"]["source"], Words>> = {
  "document-timestamp": { vi: "dấu thời gian của tài liệu chứng minh", en: "proven by a document timestamp" },
  "signature-timestamp": { vi: "dấu thời gian của chữ ký chứng minh", en: "proven by a signature timestamp" },
  claimed: { vi: "người ký tự ghi", en: "claimed by the signer" },
  none: { vi: "không rõ", en: "not known" },
};

const LABEL: Readonly<Record<"official-duty" | "public" | "demo", Words>> = {
  "official-duty": { vi: "chuyên dùng công vụ", en: "official duty" },
  public: { vi: "công cộng", en: "public authority" },
  demo: { vi: "thử nghiệm", en: "demonstration" },
};

const ROLE: Readonly<Record<"person" | "organisation", Words>> = {
  person: { vi: "cá nhân", en: "person" },
  organisation: { vi: "cơ quan", en: "organisation" },
};

/** A report as an operator reads it: the file in one line, then each signature with what was found. */
export function describeReport(report: FileReport, language: Language): string {
  const vi = language === "vi";
  const lines = [`${report.file}: ${WHOLE[report.verdict][language]}. ${report.sentence[language]}`];
  if (report.problem !== null) lines.push(`  ${report.problem.code}: ${report.problem.detail}`);
  for (const [index, signature] of report.signatures.entries()) {
    lines.push(`  ${index + 1}. ${signature.sentence[language]}`);
    lines.push(...facts(signature, language).map((fact) => `     ${fact}`));
  }
  if (report.emptyFields.length > 0)
    lines.push(
      `  ${vi ? "Ô chữ ký còn trống" : "Signature fields not signed"}: ${report.emptyFields.join(", ")}`,
    );
  return lines.join("\n");
}

function facts(signature: SignatureReport, language: Language): string[] {
  const { signer, times, laterChanges } = signature;
  const vi = language === "vi";
  const time = times.proven ?? times.claimed;
  const conclusion = [signature.verdict, signature.subIndication, signature.failedCheck].filter(Boolean);
  const found = [`${vi ? "Kết luận" : "Conclusion"}: ${conclusion.join(" / ")}`];
  if (signer !== null) {
    const regime = signer.label === null ? "" : `, ${LABEL[signer.label][language]}`;
    found.push(
      `${vi ? "Chứng thư số" : "Certificate"}: ${signer.subject} (${ROLE[signer.role][language]}${regime})`,
    );
    found.push(
      `${vi ? "Nơi cấp" : "Issuer"}: ${signer.issuer}, ${vi ? "số hiệu" : "serial"} ${signer.serial}`,
    );
  }
  if (time !== null)
    found.push(`${vi ? "Thời điểm ký" : "Time of signing"}: ${time} (${SOURCE[times.source][language]})`);
  found.push(`${vi ? "Phạm vi" : "Covers"}: ${coverage(signature, language)}`);
  if (signature.level !== null) found.push(`${vi ? "Mức" : "Level"}: ${signature.level}`);
  for (const change of laterChanges.changes) {
    const mark = change.level === 4 ? "!" : "-";
    const where = vi ? `bản ${change.revision}` : `revision ${change.revision}`;
    found.push(`${mark} ${change.sentence[language]} (${where}, ${change.code})`);
  }
  return found;
}

function coverage({ covers }: SignatureReport, language: Language): string {
  const vi = language === "vi";
  if (covers.files !== null) return covers.files.join(", ");
  if (covers.kind === "whole") return vi ? "toàn bộ tệp" : "the whole file";
  if (covers.kind === "part") return vi ? "chỉ một phần của tệp" : "only a part of the file";
  return vi ? `bản ${covers.revision} trong ${covers.of} bản` : `revision ${covers.revision} of ${covers.of}`;
}
