/**
 * Lets Alt and a letter press what carries that `accesskey`, in every browser alike: by themselves some ask for Alt and
 * Shift, and some give the letter to their own menu. A browser that has already answered the key is not helped twice.
 */
export function mount(page: HTMLElement): () => void {
  const pressed = (event: KeyboardEvent) => {
    const plainAlt = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const letter = /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase();
    if (!plainAlt || event.defaultPrevented || letter === undefined) return;
    const target = page.querySelector<HTMLElement>(`[accesskey="${letter}"]`);
    if (!target) return;
    event.preventDefault();
    const typedInto = target instanceof HTMLInputElement && target.type === "text";
    if (typedInto) target.focus();
    else target.click();
  };
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}
