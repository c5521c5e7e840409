/** Drawn for this house on a 20 × 20 grid, stroke 1.6, so that they sit well beside 14 px text. */
const PATHS = {
  bell: '<path d="M5.2 13.6V9a4.8 4.8 0 0 1 9.6 0v4.6l1.4 1.6H3.8zM8.4 17.2h3.2"/>',
  check: '<path d="m4 10.5 4 4 8-9"/>',
  "check-circle": '<circle cx="10" cy="10" r="7.2"/><path d="m6.6 10.3 2.4 2.4 4.4-5"/>',
  clock: '<circle cx="10" cy="10" r="7.2"/><path d="M10 5.8V10l2.8 2"/>',
  close: '<path d="m5 5 10 10M15 5 5 15"/>',
  columns: '<path d="M3.2 4h13.6v12H3.2zM7.8 4v12M12.2 4v12"/>',
  cross: '<circle cx="10" cy="10" r="7.2"/><path d="m7.4 7.4 5.2 5.2m0-5.2-5.2 5.2"/>',
  document: '<path d="M5 2.8h6.6L15 6.2v11H5zM11.4 2.8v3.6H15M7.6 10h4.8M7.6 13h4.8"/>',
  down: '<path d="m5 7.5 5 5 5-5"/>',
  download: '<path d="M10 3v9m-3.6-3.4L10 12.2l3.6-3.6M3.6 16.6h12.8"/>',
  flag: '<path d="M5 17.5V3m0 .8h9.6l-2.2 3.4 2.2 3.4H5"/>',
  folder: '<path d="M2.8 5h5l1.6 2h7.8v9H2.8z"/>',
  home: '<path d="M3.2 9.4 10 3.4l6.8 6M5 8.2v8.4h10V8.2M8.4 16.6v-4.4h3.2v4.4"/>',
  inbox: '<path d="M3 11.2 5 4h10l2 7.2v5.2H3zM3 11.2h4l1 2h4l1-2h4"/>',
  info: '<circle cx="10" cy="10" r="7.2"/><path d="M10 9.2v4.6M10 6.3v.4"/>',
  left: '<path d="m12.5 5-5 5 5 5"/>',
  link: '<path d="m8.4 11.6 3.2-3.2M9 6.2l2-2a3.4 3.4 0 0 1 4.8 4.8l-2 2M11 13.8l-2 2A3.4 3.4 0 0 1 4.2 11l2-2"/>',
  lock: '<path d="M4.6 9h10.8v7.6H4.6zM6.8 9V6.4a3.2 3.2 0 0 1 6.4 0V9"/>',
  menu: '<path d="M3 5.5h14M3 10h14M3 14.5h14"/>',
  minus: '<path d="M4.5 10h11"/>',
  more: '<path d="M4.8 10h.4M9.8 10h.4M14.8 10h.4"/>',
  outbox: '<path d="M10 3v8M6.6 6.2 10 2.8l3.4 3.4M3.2 11.4v5h13.6v-5"/>',
  pen: '<path d="m4 16 .8-3.6L13.6 3.6l2.8 2.8L7.6 15.2zM11.6 5.6l2.8 2.8"/>',
  person: '<circle cx="10" cy="6.6" r="3.2"/><path d="M3.8 17c.4-3.6 2.8-5.2 6.2-5.2s5.8 1.6 6.2 5.2"/>',
  plus: '<path d="M10 4.5v11M4.5 10h11"/>',
  print: '<path d="M6 7V3h8v4M6 14H3.2V7h13.6v7H14M6 11.6h8V17H6z"/>',
  recall: '<path d="M7 4.5 3.5 8 7 11.5M3.8 8H12a4.2 4.2 0 0 1 0 8.4H8"/>',
  right: '<path d="m7.5 5 5 5-5 5"/>',
  seal: '<circle cx="10" cy="10" r="7.4"/><circle cx="10" cy="10" r="4.8"/><path d="m10 7 .9 1.9 2.1.2-1.6 1.4.5 2-1.9-1-1.9 1 .5-2L7 9.1l2.1-.2z"/>',
  search: '<circle cx="8.8" cy="8.8" r="5.2"/><path d="m12.8 12.8 4 4"/>',
  settings:
    '<path d="M3 6h7m4 0h3M3 14h3m4 0h7"/><circle cx="12" cy="6" r="2"/><circle cx="8" cy="14" r="2"/>',
  shield: '<path d="M10 2.6 16 5v4.6c0 3.8-2.4 6.4-6 7.8-3.6-1.4-6-4-6-7.8V5z"/>',
  "shield-check":
    '<path d="M10 2.6 16 5v4.6c0 3.8-2.4 6.4-6 7.8-3.6-1.4-6-4-6-7.8V5z"/><path d="m7 9.8 2.2 2.2L13 7.6"/>',
  sort: '<path d="m6.5 8 3.5-3.5L13.5 8M6.5 12l3.5 3.5 3.5-3.5"/>',
  spinner: '<path d="M10 2.8a7.2 7.2 0 1 1-7.2 7.2"/>',
  table: '<path d="M3 4h14v12H3zM3 8h14M3 12h14M8 8v8"/>',
  unit: '<path d="M4 17V6l6-3 6 3v11M2.8 17h14.4M8.4 17v-3.6h3.2V17M7 8h1.4M11.6 8H13M7 11h1.4M11.6 11H13"/>',
  up: '<path d="m5 12.5 5-5 5 5"/>',
  upload: '<path d="M10 12.5v-9M6.4 7 10 3.4 13.6 7M3.6 16.6h12.8"/>',
  warning: '<path d="M10 3.2 17.6 16.6H2.4zM10 8.4v3.8M10 14.2v.2"/>',
} as const;

export type IconName = keyof typeof PATHS;

/** All names, for the gallery. */
export const iconNames = Object.keys(PATHS).filter((name): name is IconName => name in PATHS);

const MARKUP = new Map<string, { __html: string }>(
  Object.entries(PATHS).map(([name, path]) => [name, { __html: path }]),
);
const NOTHING = { __html: "" };

/** A mark beside text. Always decorative: the words next to it carry the meaning. */
export function Icon({ name, className }: { name: IconName; className?: string | undefined }) {
  return (
    <svg
      class={className ? `icon ${className}` : "icon"}
      viewBox="0 0 20 20"
      aria-hidden="true"
      dangerouslySetInnerHTML={MARKUP.get(name) ?? NOTHING}
    />
  );
}
