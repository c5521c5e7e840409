import type { Context } from "hono";
import { Refusal } from "../../../../core/errors.ts";
import { answerPage, type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import type { PdfVerdict } from "../../../../core/signing/index.ts";
import {
  Card,
  Facts,
  formatDate,
  formatDateTime,
  Notice,
  PdfViewer,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { COPY_FORM_RULES } from "../../copies/copy-forms.ts";
import { type Copy, copyFileName, readCopy } from "../../copies/read-copy.ts";
import { COPY_WITHDRAWN } from "../../copies/withdraw-copies.ts";
import { sendFile } from "../shared/send-file.ts";
import { SignaturesView } from "../shared/signatures-view.tsx";
import { pagesText } from "./words.ts";

/** GET /copies/:id: the copy, what its signatures are worth, and what it was made of. */
export async function copyPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const copy = await readCopy(house.database.queries, actor, c.req.param("id") ?? "");
  const verdict =
    copy.file_sha256 === null ? undefined : await house.services.signatures?.verifyStored(copy.file_sha256);
  const { name } = COPY_FORM_RULES[copy.form];
  const title: Words = { vi: `${name.vi} số ${copy.symbol}`, en: `${name.en} ${copy.symbol}` };
  return await answerPage(c, {
    title,
    lead: copy.source_abstract,
    crumbs: [sourceCrumb(copy.source_kind), { href: sourceHref(copy), label: copy.source_symbol }],
    children: <CopyView copy={copy} verdict={verdict} />,
  });
}

/** GET /copies/:id/file */
export async function copyFile(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const copy = await readCopy(c.var.house.database.queries, actor, c.req.param("id") ?? "");
  if (copy.file_sha256 === null) throw new Refusal("documents.copy-withdrawn", 410, COPY_WITHDRAWN);
  return await sendFile(c, {
    sha256: copy.file_sha256,
    size: Number(copy.file_size ?? 0),
    name: copyFileName(copy),
    type: "application/pdf",
  });
}

export function sourceCrumb(kind: Copy["source_kind"]): { href: string; label: Words } {
  return kind === "incoming"
    ? { href: "/incoming", label: { vi: "Văn bản đến", en: "Incoming documents" } }
    : { href: "/outgoing", label: { vi: "Văn bản đi", en: "Outgoing documents" } };
}

function sourceHref(copy: Copy): string {
  return `/${copy.source_kind}/${copy.source_id}`;
}

function CopyView({ copy, verdict }: { copy: Copy; verdict: PdfVerdict | undefined }) {
  const text = useText();
  return (
    <div class="stack">
      {copy.file_sha256 === null ? (
        <Notice tone="attention">{text(COPY_WITHDRAWN)}</Notice>
      ) : (
        <Card title={{ vi: "Tệp bản sao", en: "The copy" }}>
          <PdfViewer id="copy-file" src={`/copies/${copy.id}/file`} title={copyFileName(copy)}>
            {verdict && <SignaturesView verdict={verdict} whole={false} />}
          </PdfViewer>
        </Card>
      )}
      <Card title={{ vi: "Thông tin", en: "Details" }}>
        <Facts
          facts={[
            {
              term: { vi: "Hình thức sao", en: "Form" },
              value: text(COPY_FORM_RULES[copy.form].name),
            },
            { term: { vi: "Trang", en: "Pages" }, value: text(pagesText(copy)) },
            {
              term: { vi: "Văn bản được sao", en: "Document copied" },
              value: (
                <a href={sourceHref(copy)}>
                  {[copy.source_type, copy.source_symbol].filter(Boolean).join(" ")}{" "}
                  {text({ vi: "ngày", en: "of" })} {formatDate(copy.source_date)}
                </a>
              ),
            },
            { term: { vi: "Cơ quan ban hành", en: "Issued by" }, value: copy.source_issuer },
            {
              term: { vi: "Sao từ", en: "Made from" },
              value: text(
                copy.source_medium === "paper"
                  ? { vi: "bản quét của văn bản giấy", en: "the scan of a document on paper" }
                  : { vi: "văn bản điện tử", en: "an electronic document" },
              ),
            },
            {
              term: { vi: "Mã băm tệp được sao (SHA-256)", en: "Digest of the file copied (SHA-256)" },
              value: <code class="digest">{copy.source_sha256}</code>,
            },
            { term: { vi: "Người quyết định sao", en: "Decided by" }, value: copy.decided_by_name },
            {
              term: { vi: "Người thực hiện", en: "Made by" },
              value: `${copy.made_by_name}, ${formatDateTime(copy.made_at)}`,
            },
            { term: { vi: "Nơi nhận bản sao", en: "Recipients" }, value: copy.recipients.join("; ") },
            { term: { vi: "Ghi chú", en: "Notes" }, value: copy.note },
          ]}
        />
      </Card>
    </div>
  );
}
