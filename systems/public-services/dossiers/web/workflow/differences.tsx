import { useText } from "../../../../../core/ui/index.ts";
import type { WorkflowDifference } from "../../workflow/difference.ts";

const KIND_WORDS = {
  added: { vi: "Thêm", en: "Added" },
  removed: { vi: "Bỏ", en: "Removed" },
  changed: { vi: "Sửa", en: "Changed" },
  moved: { vi: "Đổi", en: "Changed" },
} as const;

/** What differs between two versions, one line each. */
export function Differences({ differences }: { readonly differences: readonly WorkflowDifference[] }) {
  const text = useText();
  if (differences.length === 0)
    return <p>{text({ vi: "Không có gì khác nhau.", en: "Nothing differs." })}</p>;
  return (
    <ul class="form-changes">
      {differences.map((difference) => (
        <li key={JSON.stringify(difference)}>
          <strong>{text(KIND_WORDS[difference.kind])}</strong> {text(difference.what)}
          {difference.part && ` · ${text(difference.part)}`}
          {difference.before && difference.after && (
            <>
              : <del>{text(difference.before)}</del> → <ins>{text(difference.after)}</ins>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
