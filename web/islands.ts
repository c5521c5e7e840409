/** An island brings one element to life and returns how to put it to rest, if there is anything to undo. */
export type Mount = (element: HTMLElement) => undefined | (() => void);

/** Every island is a file of its own, fetched only on a page that has an element asking for it. */
const ISLANDS: Readonly<Record<string, () => Promise<{ readonly mount: Mount }>>> = {
  bulk: () => import("./islands/bulk.ts"),
  compose: () => import("./islands/compose.ts"),
  count: () => import("./islands/count.ts"),
  date: () => import("./islands/date.ts"),
  duplicates: () => import("./islands/duplicates.ts"),
  "error-summary": () => import("./islands/error-summary.ts"),
  "file-drop": () => import("./islands/file-drop.ts"),
  filters: () => import("./islands/filters.ts"),
  "form-conditions": () => import("./islands/form-conditions.ts"),
  keep: () => import("./islands/keep.ts"),
  keys: () => import("./islands/keys.ts"),
  live: () => import("./islands/live.ts"),
  menu: () => import("./islands/menu.ts"),
  outbox: () => import("./islands/outbox.ts"),
  "pdf-viewer": () => import("./islands/pdf-viewer.ts"),
  photo: () => import("./islands/photo.ts"),
  placement: () => import("./islands/placement.ts"),
  "phone-signing": () => import("./islands/phone-signing.ts"),
  "plug-in": () => import("./islands/plug-in.ts"),
  preference: () => import("./islands/preference.ts"),
  recipients: () => import("./islands/recipients.ts"),
  register: () => import("./islands/register.ts"),
  session: () => import("./islands/session.ts"),
  suggest: () => import("./islands/suggest.ts"),
  upload: () => import("./islands/upload.ts"),
};

const mounted = new Map<HTMLElement, (() => void)[]>();

/**
 * Finds `data-island="name other"` in the page, now and whenever Turbo brings something new, and mounts it; puts to
 * rest whatever has left the page.
 */
export function startIslands(): void {
  sweep();
  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      sweep();
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
}

function sweep(): void {
  for (const [element, rests] of mounted) {
    if (element.isConnected) continue;
    mounted.delete(element);
    for (const rest of rests) rest();
  }
  for (const element of document.querySelectorAll<HTMLElement>("[data-island]")) {
    if (mounted.has(element)) continue;
    mounted.set(element, []);
    for (const name of (element.dataset.island ?? "").split(" ")) void mountOne(element, name);
  }
}

async function mountOne(element: HTMLElement, name: string): Promise<void> {
  const load = ISLANDS[name];
  if (!load) return;
  try {
    const { mount } = await load();
    const rests = mounted.get(element);
    if (!rests || !element.isConnected) return;
    const rest = mount(element);
    if (rest) rests.push(rest);
    element.dataset.mounted = [element.dataset.mounted, name].filter(Boolean).join(" ");
  } catch (error) {
    // The page works without the island; the cause belongs in the console for whoever looks after it.
    console.error(`island ${name}`, error);
  }
}
