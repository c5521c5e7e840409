import { Icon } from "./icon.tsx";
import { useText, type Wording } from "./language.ts";
import type { SignaturePlace } from "./verdict-card.tsx";

export interface SignaturePlacementProps {
  /**
   * Prefix of the five numbers sent: `<name>Page`, `<name>Left`, `<name>Bottom`, `<name>Width`, `<name>Height`; page
   * from 1, the rest in points of the page's own PDF coordinates (as in `/Rect`).
   */
  readonly name: string;
  readonly src: string;
  readonly title: Wording;
  /** Default place, found by the server (under the signer's position on the last page). */
  readonly place: SignaturePlace;
  /** What will stand there; the seal is round and red, the signature blue. */
  readonly kind: "signature" | "seal";
  readonly error?: Wording | undefined;
}

/**
 * Choosing where the picture of a signature or seal stands: drag the box, tap a spot, or use the arrow keys; or type
 * the numbers, which is also what remains without script.
 */
export function SignaturePlacement({ name, src, title, place, kind, error }: SignaturePlacementProps) {
  const text = useText();
  const label = text(
    kind === "seal"
      ? { vi: "Vị trí con dấu", en: "Place of the seal" }
      : { vi: "Vị trí chữ ký", en: "Place of the signature" },
  );
  const numbers = [
    ["Page", { vi: "Trang", en: "Page" }, place.page],
    ["Left", { vi: "Cách lề trái", en: "From the left" }, place.left],
    ["Bottom", { vi: "Cách lề dưới", en: "From the bottom" }, place.bottom],
    ["Width", { vi: "Rộng", en: "Width" }, place.width],
    ["Height", { vi: "Cao", en: "Height" }, place.height],
  ] as const;
  return (
    <fieldset
      id={`place-${name}`}
      class="placement"
      data-island="placement"
      data-src={src}
      data-kind={kind}
      data-label={label}
      data-default={JSON.stringify([place.page, place.left, place.bottom, place.width, place.height])}
      aria-describedby={`place-${name}-help`}
    >
      <legend class="field-label">{label}</legend>
      <p id={`place-${name}-help`} class="field-hint">
        {text({
          vi: "Kéo khung đến chỗ muốn đặt, hoặc bấm vào chỗ đó. Bàn phím: phím mũi tên để dời, Shift + mũi tên để dời xa, phím + và − để đổi cỡ.",
          en: "Drag the box, or press on the place. Keyboard: arrow keys move, Shift + arrow moves further, + and − change the size.",
        })}
      </p>
      {error && (
        <p class="field-error" id={`place-${name}-error`}>
          <Icon name="warning" />
          <span>{text(error)}</span>
        </p>
      )}
      <div class="placement-stage" data-island-own>
        <p class="pdf-open">
          <a class="button" href={src} data-turbo="false">
            <Icon name="document" />
            {text({ vi: "Mở tệp PDF", en: "Open the PDF file" })}
            <span class="visually-hidden">: {text(title)}</span>
          </a>
        </p>
      </div>
      <details class="placement-numbers">
        <summary>
          {text({ vi: "Đặt bằng số đo (điểm, 1/72 inch)", en: "Place by numbers (points, 1/72 inch)" })}
        </summary>
        <div class="placement-fields">
          {numbers.map(([part, words, value]) => (
            <label key={part}>
              <span>{text(words)}</span>
              <input
                class="input input-sized"
                type="number"
                name={`${name}${part}`}
                data-part={part}
                value={String(Math.round(value))}
                min={part === "Left" || part === "Bottom" ? 0 : 1}
                step={1}
              />
            </label>
          ))}
        </div>
      </details>
    </fieldset>
  );
}
