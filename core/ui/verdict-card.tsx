import type { ComponentChildren } from "preact";
import { type Fact, Facts } from "./facts.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { useText, type Wording } from "./language.ts";

/**
 * `valid`: intact, trusted, covers the document. `attention`: intact, but something could not be settled or was added
 * afterwards. `broken`: do not process. `unsigned`: there is no signature.
 */
export type Verdict = "valid" | "attention" | "broken" | "unsigned";

export interface VerdictCardProps {
  readonly verdict: Verdict;
  /** One sentence: what it is, what it means, what to do. */
  readonly sentence: Wording;
  /** "Chữ ký cá nhân", "Chữ ký cơ quan" … */
  readonly kind?: Wording | undefined;
  /** Signer as in the certificate. */
  readonly signer?: Wording | undefined;
  /** Certificate, authority, time, algorithm, coverage: folded away. */
  readonly facts?: readonly Fact[] | undefined;
  /** Where its picture stands: the viewer beside it can show it. */
  readonly place?: SignaturePlace | undefined;
  readonly children?: ComponentChildren;
}

/** A place on a page in the page's own PDF coordinates, as in `/Rect`: points (1/72 inch), origin at the lower left. */
export interface SignaturePlace {
  /** From 1. */
  readonly page: number;
  readonly left: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

const LOOK: Readonly<Record<Verdict, { icon: IconName; tone: string; word: Wording }>> = {
  valid: { icon: "shield-check", tone: "good", word: { vi: "Hợp lệ", en: "Valid" } },
  attention: { icon: "warning", tone: "attention", word: { vi: "Cần xem lại", en: "Needs attention" } },
  broken: { icon: "cross", tone: "bad", word: { vi: "Không tin được", en: "Do not trust" } },
  unsigned: { icon: "shield", tone: "neutral", word: { vi: "Chưa ký số", en: "Not signed" } },
};

/** The verdict on one signature, or on a whole document: one sentence, one mark, the details folded. */
export function VerdictCard(props: VerdictCardProps) {
  const text = useText();
  const { icon, tone, word } = LOOK[props.verdict];
  const { place } = props;
  return (
    <article class={`verdict verdict-${tone}`}>
      <Icon name={icon} />
      <div class="verdict-body">
        <p class="verdict-word">
          {text(word)}
          {props.kind && <span class="verdict-kind"> · {text(props.kind)}</span>}
        </p>
        {props.signer && <p class="verdict-signer">{text(props.signer)}</p>}
        <p class="verdict-sentence">{text(props.sentence)}</p>
        {props.children}
        {place && (
          <button
            type="button"
            class="button button-quiet verdict-show"
            hidden
            data-show-place={JSON.stringify([
              place.page,
              place.left,
              place.bottom,
              place.width,
              place.height,
            ])}
          >
            <Icon name="search" />
            {text({ vi: `Xem trên trang ${place.page}`, en: `Show on page ${place.page}` })}
          </button>
        )}
        {props.facts && props.facts.length > 0 && (
          <details class="verdict-more">
            <summary>{text({ vi: "Chi tiết", en: "Details" })}</summary>
            <Facts facts={props.facts} />
          </details>
        )}
      </div>
    </article>
  );
}
