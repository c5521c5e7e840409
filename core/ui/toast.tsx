import { useText } from "./language.ts";

/**
 * Where short messages appear that need no answer ("Đã lưu bản nháp"). Present, and empty, on every page, because a
 * screen reader only announces changes inside a live region that was already there. The `live` island fills it.
 */
export function ToastRegion() {
  const text = useText();
  return (
    <section
      id="toasts"
      class="toasts"
      aria-live="polite"
      aria-label={text({ vi: "Tin ngắn", en: "Short messages" })}
      data-turbo-permanent
    />
  );
}
