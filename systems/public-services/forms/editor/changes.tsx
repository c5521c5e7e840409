import { useText } from "../../../../core/ui/index.ts";
import type { DefinitionChange } from "../definition/difference.ts";

const KIND_WORDS = {
  added: { vi: "Thêm", en: "Added" },
  removed: { vi: "Bỏ", en: "Removed" },
  changed: { vi: "Sửa", en: "Changed" },
  moved: { vi: "Chuyển chỗ", en: "Moved" },
} as const;

/** What differs between two versions, one line each. */
export function Changes({ changes }: { readonly changes: readonly DefinitionChange[] }) {
  const text = useText();
  if (changes.length === 0) return <p>{text({ vi: "Không có gì khác nhau.", en: "Nothing differs." })}</p>;
  return (
    <ul class="form-changes">
      {changes.map((change) => (
        <li key={JSON.stringify(change)}>
          <strong>{text(KIND_WORDS[change.kind])}</strong> “{text(change.what)}”
          {change.part && ` · ${text(change.part)}`}
          {change.before !== undefined && (
            <>
              : <del>{text(change.before)}</del> → <ins>{text(change.after ?? "")}</ins>
            </>
          )}
          {change.kind === "moved" && change.after !== undefined && ` → ${text(change.after)}`}
        </li>
      ))}
    </ul>
  );
}
