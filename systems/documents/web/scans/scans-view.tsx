import { randomUUID } from "node:crypto";
import { Button, Form, formatBytes, Notice, useText, type Words } from "../../../../core/ui/index.ts";
import { type DocumentScan, mayBeReadAgain } from "../../scanning/document-scans.ts";
import { failureOf, pageList } from "../../scanning/scan-words.ts";

/**
 * How far the reading of a document's scans is, what came of it and what to do next. The page's live updates bring it
 * up to date; without script a reload does.
 *
 * @param href address of the document's card
 */
export function ScansView({
  href,
  scans,
}: {
  readonly href: string;
  readonly scans: readonly DocumentScan[];
}) {
  const shown = scans.filter((scan) => scan.code !== "has-text");
  if (shown.length === 0) return null;
  return (
    <>
      {shown.map((scan) => (
        <OneScan key={scan.sha256} href={href} scan={scan} name={shown.length > 1 ? scan.name : undefined} />
      ))}
    </>
  );
}

interface OneScanProps {
  readonly href: string;
  readonly scan: DocumentScan;
  /** Said where a document has several. */
  readonly name: string | undefined;
}

function OneScan({ href, scan, name }: OneScanProps) {
  const text = useText();
  const of = name === undefined ? "" : ` (${name})`;
  if (scan.whole === "failed") {
    return (
      <Notice
        tone={scan.code === "earlier" || scan.code === "not-asked" ? "info" : "attention"}
        title={NOT_READ}
      >
        <p>
          {text(failureOf(scan.code ?? "stuck"))}
          {of}
        </p>
        <Again href={href} scan={scan} />
      </Notice>
    );
  }
  if (scan.whole === "done") {
    return (
      <>
        {scan.copy_sha256 !== null && scan.copy_size !== null && (
          <p>
            <a href={`${href}/searchable/${scan.sha256}`} data-turbo="false">
              {text({
                vi: "Bản đọc hai lớp: tìm và chép được chữ",
                en: "Copy in two layers: text to search and take",
              })}
              {of}
            </a>{" "}
            <span class="file-size">{formatBytes(scan.copy_size)}</span>
          </p>
        )}
        {scan.code === "no-copy" && <p>{text(failureOf("no-copy"))}</p>}
        {scan.unread.length > 0 && (
          <Notice tone="attention" title={NOT_WHOLE}>
            <p>
              {text({
                vi: `Các trang chưa đọc được chữ: ${pageList(scan.unread)} (trong ${scan.pages ?? 0} trang). Bản gốc vẫn đủ trang.`,
                en: `Pages whose text is not known: ${pageList(scan.unread)} (of ${scan.pages ?? 0}). The original has them all.`,
              })}
              {of}
            </p>
            <Again href={href} scan={scan} />
          </Notice>
        )}
      </>
    );
  }
  const standing = text(standingOf(scan));
  return (
    <p class="scan-progress" role="status">
      {standing}
      {of}{" "}
      {scan.whole === "reading" && scan.pages !== null ? (
        <progress aria-label={standing} value={scan.pages_read} max={scan.pages} />
      ) : (
        <progress aria-label={standing} />
      )}
    </p>
  );
}

const NOT_READ: Words = { vi: "Chưa đọc được chữ của bản quét", en: "The scan was not read" };
const NOT_WHOLE: Words = { vi: "Chưa đọc hết bản quét", en: "Not all of the scan was read" };

function standingOf({ whole, ahead, pages, pages_read }: DocumentScan): Words {
  if (whole === "reading")
    return {
      vi: `Đang đọc chữ bản quét: xong ${pages_read} trên ${pages ?? 0} trang.`,
      en: `Reading the scan: ${pages_read} of ${pages ?? 0} pages done.`,
    };
  if (whole === "joining")
    return {
      vi: "Đã đọc xong các trang, đang ghép lớp chữ vào bản đọc.",
      en: "All pages are read; the copy with the text is being made.",
    };
  return ahead > 0
    ? {
        vi: `Bản quét chờ đọc chữ, còn ${ahead} bản trước.`,
        en: `The scan waits to be read; ${ahead} before it.`,
      }
    : { vi: "Bản quét sắp được đọc chữ.", en: "The scan is about to be read." };
}

function Again({ href, scan }: { readonly href: string; readonly scan: DocumentScan }) {
  const text = useText();
  if (!mayBeReadAgain(scan)) return null;
  return (
    <Form action={`${href}/read-scan/${scan.sha256}`} method="post" transactionId={randomUUID()}>
      <Button type="submit">{text({ vi: "Đọc lại", en: "Read again" })}</Button>
    </Form>
  );
}
