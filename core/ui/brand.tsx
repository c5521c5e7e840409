import { useText, type Wording } from "./language.ts";

/**
 * The mark of the house: the ridges of Ngọc Linh (2,598 m, the highest mountain of the Central Highlands) under one
 * brocade lozenge, the eye of the weaving of the peoples who live at its foot. The provincial or national emblem is
 * not used: its use is regulated and it belongs to documents, not to software.
 */
export function MountainMark({ className }: { className?: string | undefined }) {
  return (
    <svg class={className ? `mark ${className}` : "mark"} viewBox="0 0 40 40" aria-hidden="true">
      <path class="mark-far" d="M1 33 12.5 17l4.5 5 7-11.5L39 33z" />
      <path class="mark-near" d="M1 36.5 9.5 27l5.5 4.5L23.5 20 39 36.5z" />
      <path class="mark-eye" d="m24 1.5 4 4-4 4-4-4z" />
      <path class="mark-iris" d="m24 3.9 1.6 1.6-1.6 1.6-1.6-1.6z" />
    </svg>
  );
}

/** Province and house, as the first link of every page. */
export function Brand({ place, href = "/" }: { place: Wording; href?: string | undefined }) {
  const text = useText();
  return (
    <a class="brand" href={href}>
      <MountainMark />
      <span class="brand-words">
        <span class="brand-place">{text(place)}</span>
        <span class="brand-house"> · Ngọc Linh</span>
      </span>
    </a>
  );
}
