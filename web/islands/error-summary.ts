/** Takes focus when it appears, so that a keyboard or a screen reader starts at what has to be put right. */
export function mount(summary: HTMLElement): undefined {
  summary.focus();
}
