import {
  Card,
  type Fact,
  Facts,
  FileDrop,
  formatBytes,
  formatDateTime,
  Icon,
  type IconName,
  StateChip,
  useText,
  type Verdict,
  VerdictCard,
  type Words,
} from "../../ui/index.ts";
import type { FileReport, SignatureReport } from "../public/report-schema.ts";
import { type Check, checksOf, localTime } from "./signature-checks.ts";

/** The verdict on a file as a citizen reads it: one sentence, the names, each signature, what changed later. */
export function ReportView({ report, size, sha256 }: { report: FileReport; size: number; sha256: string }) {
  const signatures = report.signatures.filter(({ kind }) => kind === "signature");
  return (
    <>
      <div class="verdict-whole">
        <VerdictCard verdict={lookOf(report)} sentence={report.sentence} kind={headline(report, signatures)}>
          <Names signatures={signatures} />
        </VerdictCard>
      </div>
      {report.signatures.map((signature, index) => (
        <OneSignature key={signature.name} signature={signature} number={index + 1} />
      ))}
      <EmptyFields report={report} />
      <ContainedFiles report={report} />
      <SignedVersions signatures={report.signatures} />
      <AboutTheCheck report={report} size={size} sha256={sha256} />
    </>
  );
}

function lookOf({ verdict, status }: FileReport): Verdict {
  if (verdict === "TOTAL_PASSED") return "valid";
  if (verdict === "TOTAL_FAILED") return "broken";
  return status === "unsigned" ? "unsigned" : "attention";
}

/** How many signatures hold, before the sentence about the document. */
function headline({ problem }: FileReport, signatures: readonly SignatureReport[]): Words | undefined {
  if (problem !== null || signatures.length === 0) return undefined;
  const good = signatures.filter(({ counts }) => counts).length;
  if (good === 1 && signatures.length === 1) return { vi: "có 1 chữ ký", en: "1 signature" };
  return good === signatures.length
    ? { vi: `${good} chữ ký đều hợp lệ`, en: `all ${good} signatures are valid` }
    : {
        vi: `${good} trong ${signatures.length} chữ ký hợp lệ`,
        en: `${good} of ${signatures.length} signatures are valid`,
      };
}

const ROLE: Readonly<Record<"person" | "organisation", { label: Words; icon: IconName }>> = {
  person: { label: { vi: "Cá nhân", en: "Person" }, icon: "person" },
  organisation: { label: { vi: "Cơ quan", en: "Organisation" }, icon: "unit" },
};

/** What does not count is not yet false: undecided and broken look and read differently. */
const NAME_MARKS: Readonly<Record<"valid" | "attention" | "broken", { icon: IconName; words: Words }>> = {
  valid: { icon: "check", words: { vi: "Hợp lệ: ", en: "Valid: " } },
  attention: { icon: "warning", words: { vi: "Chưa kết luận được: ", en: "Not decided: " } },
  broken: { icon: "close", words: { vi: "Không hợp lệ: ", en: "Not valid: " } },
};

function Names({ signatures }: { signatures: readonly SignatureReport[] }) {
  const text = useText();
  if (signatures.length === 0) return null;
  return (
    <ul class="verdict-names">
      {signatures.map((signature) => (
        <li key={signature.name}>
          <Icon name={NAME_MARKS[lookOfSignature(signature)].icon} />
          <span>
            <span class="visually-hidden">{text(NAME_MARKS[lookOfSignature(signature)].words)}</span>
            {signature.signer?.name ?? text({ vi: "Không rõ người ký", en: "Unknown signer" })}{" "}
            {signature.signer && <StateChip tone="neutral" {...ROLE[signature.signer.role]} />}
          </span>
        </li>
      ))}
    </ul>
  );
}

function OneSignature({ signature, number }: { signature: SignatureReport; number: number }) {
  const { signer } = signature;
  const what =
    signature.kind === "document-timestamp"
      ? { vi: "Dấu thời gian", en: "Timestamp" }
      : signer?.role === "organisation"
        ? { vi: "Chữ ký cơ quan", en: "Organisation's signature" }
        : { vi: "Chữ ký cá nhân", en: "Personal signature" };
  return (
    <VerdictCard
      verdict={lookOfSignature(signature)}
      sentence={signature.sentence}
      kind={{ vi: `${what.vi} (${number})`, en: `${what.en} (${number})` }}
      signer={signer?.name}
      facts={useFacts(signature)}
    >
      <Checks checks={checksOf(signature)} />
      <LaterChanges signature={signature} />
    </VerdictCard>
  );
}

function lookOfSignature({
  counts,
  verdict,
  laterChanges,
}: SignatureReport): "valid" | "attention" | "broken" {
  if (counts) return "valid";
  return verdict === "TOTAL_FAILED" || laterChanges.level === 4 ? "broken" : "attention";
}

const CHECK_ICONS: Readonly<Record<Check["tone"], IconName>> = {
  good: "check",
  attention: "warning",
  bad: "close",
  neutral: "minus",
};

function Checks({ checks }: { checks: readonly Check[] }) {
  const text = useText();
  return (
    <ul class="verdict-checks">
      {checks.map(({ tone, words }) => (
        <li key={text(words)} class={`verdict-check-${tone}`}>
          <Icon name={CHECK_ICONS[tone]} />
          <span>{text(words)}</span>
        </li>
      ))}
    </ul>
  );
}

function LaterChanges({ signature: { laterChanges } }: { signature: SignatureReport }) {
  const text = useText();
  // What was permitted is not worth reading beside what was not.
  const worst = laterChanges.changes.filter(({ level }) => level === 4 || laterChanges.level < 4);
  const said = [...laterChanges.pages, ...worst].map(({ sentence }) => text(sentence));
  const unique = [...new Set(said)];
  if (unique.length === 0) return null;
  return (
    <details class="verdict-more" open={laterChanges.level === 4}>
      <summary>{text({ vi: "Thay đổi sau khi ký", en: "Changes after signing" })}</summary>
      <ul>
        {unique.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </details>
  );
}

function useFacts(signature: SignatureReport): Fact[] {
  const text = useText();
  const { signer, times, covers } = signature;
  const validity = signer && `${formatDateTime(signer.notBefore)} – ${formatDateTime(signer.notAfter)}`;
  return [
    {
      term: { vi: "Thời điểm có chứng minh", en: "Proven time" },
      value: times.proven && localTime(times.proven),
    },
    {
      term: { vi: "Thời điểm người ký ghi", en: "Time the signer wrote" },
      value: times.claimed && localTime(times.claimed),
    },
    {
      term: { vi: "Phạm vi", en: "Covers" },
      value:
        covers.files?.join(", ") ??
        (covers.kind === "part"
          ? text({ vi: "chỉ một phần của tệp", en: "only a part of the file" })
          : covers.kind === "whole"
            ? text({ vi: "toàn bộ tệp", en: "the whole file" })
            : text({
                vi: `bản thứ ${covers.revision} trong ${covers.of} bản của tệp`,
                en: `revision ${covers.revision} of ${covers.of}`,
              })),
    },
    { term: { vi: "Kết luận kỹ thuật", en: "Technical conclusion" }, value: conclusion(signature) },
    { term: { vi: "Mức chữ ký", en: "Level" }, value: signature.level },
    { term: { vi: "Lý do ký", en: "Reason" }, value: signature.reason },
    { term: { vi: "Nơi ký", en: "Place" }, value: signature.location },
    { term: { vi: "Chứng thư số", en: "Certificate" }, value: signer?.subject },
    { term: { vi: "Nơi cấp", en: "Issuer" }, value: signer?.issuer },
    { term: { vi: "Số hiệu", en: "Serial number" }, value: signer?.serial },
    { term: { vi: "Hiệu lực", en: "Valid" }, value: validity },
  ];
}

function conclusion({ verdict, subIndication, failedCheck }: SignatureReport): string {
  return [verdict, subIndication, failedCheck].filter(Boolean).join(" · ");
}

function EmptyFields({ report }: { report: FileReport }) {
  const text = useText();
  if (report.emptyFields.length === 0) return null;
  const fields = report.emptyFields.join(", ");
  return (
    <p>{text({ vi: `Ô chữ ký còn trống: ${fields}.`, en: `Signature fields not signed: ${fields}.` })}</p>
  );
}

/** What lies in a container, and whose signature stands over each file. */
function ContainedFiles({ report: { files, signatures } }: { report: FileReport }) {
  const text = useText();
  if (files === null || files.length === 0) return null;
  const nameOf = (signature: string): string =>
    signatures.find(({ name }) => name === signature)?.signer?.name ?? signature;
  return (
    <Card title={{ vi: "Các tệp trong gói", en: "Files in the container" }}>
      <ul>
        {files.map(({ name, size, signedBy }) => (
          <li key={name}>
            {name} ({formatBytes(size)}):{" "}
            {signedBy.length === 0
              ? text({ vi: "không có chữ ký hợp lệ nào bảo vệ", en: "no valid signature covers it" })
              : text({
                  vi: `có chữ ký của ${signedBy.map(nameOf).join(", ")}`,
                  en: `signed by ${signedBy.map(nameOf).join(", ")}`,
                })}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The file is gone by now, so it is chosen once more; what comes back is its own beginning. */
function SignedVersions({ signatures }: { signatures: readonly SignatureReport[] }) {
  const text = useText();
  const earlier = signatures.filter(
    ({ covers, signedBytes }) => covers.kind === "revision" && signedBytes !== null,
  );
  if (earlier.length === 0) return null;
  return (
    <Card title={{ vi: "Xem bản tại thời điểm ký", en: "See the version that was signed" }}>
      <form action="/verify/signed-version" method="post" enctype="multipart/form-data" data-turbo="false">
        <FileDrop
          name="file"
          label={{ vi: "Chọn lại tệp vừa kiểm tra", en: "Choose the file again" }}
          hint={{
            vi: "Tệp không được lưu nên cần chọn lại; nhận về đúng phần đã ký.",
            en: "The file was not stored, so it is needed again; what comes back is exactly what was signed.",
          }}
          accept=".pdf,application/pdf"
        />
        <div class="actions">
          {earlier.map(({ name, covers, signer }) => (
            <button key={name} type="submit" class="button" name="revision" value={covers.revision ?? ""}>
              <Icon name="download" />
              {text({
                vi: `Bản ${covers.revision}${signer === null ? "" : `, ${signer.name} ký`}`,
                en: `Version ${covers.revision}${signer === null ? "" : `, signed by ${signer.name}`}`,
              })}
            </button>
          ))}
        </div>
      </form>
    </Card>
  );
}

function AboutTheCheck({ report, size, sha256 }: { report: FileReport; size: number; sha256: string }) {
  const text = useText();
  return (
    <Card title={{ vi: "Về lần kiểm tra này", en: "About this check" }}>
      <Facts
        facts={[
          { term: { vi: "Tệp", en: "File" }, value: `${report.file} (${formatBytes(size)})` },
          {
            term: { vi: "Mã SHA-256 của tệp", en: "SHA-256 of the file" },
            value: <code class="digest">{sha256}</code>,
          },
          { term: { vi: "Kiểm tra lúc", en: "Checked at" }, value: localTime(report.at) },
          { term: { vi: "Danh sách tin cậy", en: "Trust list" }, value: report.trustList },
          {
            term: { vi: "Lý do không kiểm tra được", en: "Why it could not be examined" },
            value: report.problem?.code,
          },
        ].filter(({ value }) => value !== undefined)}
      />
      <p>
        {text({
          vi: "Tệp đã được xóa. Trang này in ra được (Ctrl+P) để lưu cùng hồ sơ.",
          en: "The file is gone. This page can be printed (Ctrl+P) and kept with the dossier.",
        })}
      </p>
    </Card>
  );
}
