import { tr } from "./words.ts";

/** Between two looks whether the button on the phone was pressed. */
const LOOK_MS = 3_000;

/**
 * Counts down the time to agree on the phone, and for keys that need nothing typed (`data-look`) looks by itself
 * whether it was done. When the time is over the page is loaded again and says so.
 */
export function mount(element: HTMLElement): undefined | (() => void) {
  // What was left when the page was made: the clock of this computer may be wrong.
  const seconds = Number(element.dataset.seconds ?? "");
  const shown = element.querySelector<HTMLElement>("[data-left]");
  const look = element.dataset.look;
  if (!(seconds > 0)) return undefined;
  const ends = Date.now() + seconds * 1000;
  let rested = false;

  const count = (): void => {
    const left = Math.ceil((ends - Date.now()) / 1000);
    if (left < 0) {
      clearInterval(counting);
      location.reload();
    } else if (shown) shown.textContent = tr(` (còn ${left} giây)`, ` (${left} seconds left)`);
  };
  const counting = setInterval(count, 1_000);
  count();

  const ask = async (address: string): Promise<void> => {
    if (rested) return;
    if ((await stateOf(address)) === "waiting") timer = setTimeout(() => void ask(address), LOOK_MS);
    else if (!rested) location.reload();
  };
  let timer = look === undefined ? undefined : setTimeout(() => void ask(look), LOOK_MS);

  return () => {
    rested = true;
    clearInterval(counting);
    clearTimeout(timer);
  };
}

/** One look takes one step at the server; an answer that does not come is asked for again. */
async function stateOf(address: string): Promise<string> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
    });
    const answer: unknown = response.ok ? await response.json() : undefined;
    const state = typeof answer === "object" && answer !== null ? Reflect.get(answer, "state") : "waiting";
    return typeof state === "string" ? state : "waiting";
  } catch {
    return "waiting";
  }
}
