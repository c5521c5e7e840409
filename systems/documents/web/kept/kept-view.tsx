import { formatDateTime, StateChip, type Tone, useText, type Words } from "../../../../core/ui/index.ts";
import { MOST_TRIES } from "../../archive/keep-received.ts";
import type { KeptFile } from "../../archive/read-kept.ts";

export interface NamedContent {
  readonly sha256: string;
  readonly name: string;
}

/** What the archive made of the files of a document, each with every earlier state of it. */
export function KeptView({
  href,
  kept,
  files,
}: {
  /** The document's address. */
  readonly href: string;
  readonly kept: readonly KeptFile[];
  readonly files: readonly NamedContent[];
}) {
  const text = useText();
  const shown = files.flatMap(({ sha256, name }) => {
    const file = kept.find((each) => each.current_sha256 === sha256);
    return file ? [{ file, name }] : [];
  });
  if (shown.length === 0) return null;
  return (
    <details class="kept-files">
      <summary>{text({ vi: "Lưu trữ lâu dài", en: "Long-term archive" })}</summary>
      <ul>
        {shown.map(({ file, name }) => (
          <li key={file.received_sha256}>
            <strong>{name}</strong> <StateChip {...LOOKS[file.state]} />
            <p>{text(explain(file))}</p>
            {file.states.length > 1 && (
              <p>
                {text({ vi: "Các bản trước:", en: "Earlier states:" })}{" "}
                {file.states.slice(0, -1).map((sha256, index) => (
                  <a key={sha256} href={`${href}/kept/${sha256}`} data-turbo="false">
                    {index === 0
                      ? text({ vi: "như khi nhận", en: "as it came" })
                      : text({ vi: `, lưu trữ lần ${index}`, en: `, archived state ${index}` })}
                  </a>
                ))}
              </p>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

const LOOKS: Readonly<Record<KeptFile["state"], { readonly tone: Tone; readonly label: Words }>> = {
  waiting: { tone: "progress", label: { vi: "Đang chờ lưu trữ", en: "Waiting" } },
  archived: { tone: "good", label: { vi: "Đã lưu trữ", en: "Archived" } },
  "not-valid": { tone: "bad", label: { vi: "Không lưu trữ như bản hợp lệ", en: "Not archived as valid" } },
  unsigned: { tone: "neutral", label: { vi: "Không có chữ ký số", en: "Not signed" } },
  unknown: { tone: "attention", label: { vi: "Chưa kiểm tra được", en: "Not decided yet" } },
};

function explain(file: KeptFile): Words {
  const at = formatDateTime(file.archived_at ?? file.checked_at);
  switch (file.state) {
    case "archived":
      return {
        vi: `Lưu trữ lúc ${at}. Tệp mang đủ bằng chứng để kiểm tra chữ ký về sau và được gia hạn trước khi hết hạn.`,
        en: `Archived ${at}. The file holds what proves its signatures later, and is renewed before that ends.`,
      };
    case "waiting":
      return {
        vi: `Kiểm tra lúc ${at}: ${file.vi} Tệp đang chờ dấu thời gian lưu trữ.`,
        en: `Checked ${at}: ${file.en} The file waits for its archive timestamp.`,
      };
    case "not-valid":
      return {
        vi: `Kiểm tra lúc ${at}: ${file.vi} Tệp được giữ nguyên như khi nhận, không lưu trữ như văn bản hợp lệ.`,
        en: `Checked ${at}: ${file.en} The file is kept as it came, and not archived as valid.`,
      };
    case "unsigned":
      return {
        vi: "Tệp không có chữ ký số nên không có gì để chứng minh lâu dài; tệp được giữ nguyên như khi nhận.",
        en: "The file carries no signature, so there is nothing to prove; it is kept as it came.",
      };
    default:
      if (file.tries >= MOST_TRIES)
        return {
          vi: `Đã kiểm tra ${file.tries} lần, lần cuối lúc ${at}: ${file.vi} Tệp được giữ nguyên như khi nhận, không kiểm tra nữa.`,
          en: `Checked ${file.tries} times, last ${at}: ${file.en} The file is kept as it came and not checked again.`,
        };
      return {
        vi: `Kiểm tra lần ${file.tries} lúc ${at}: ${file.vi} Hệ thống kiểm tra lại mỗi ngày trong một tháng.`,
        en: `Check ${file.tries}, ${at}: ${file.en} It is checked again every day for a month.`,
      };
  }
}
