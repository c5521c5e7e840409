/** A form that was sent without a line and waits in this browser. */
export interface WaitingForm {
  /** Its transaction id: whatever happens on the line, the server carries it out once. */
  readonly id: string;
  /** Who pressed the button (`Viewer.id`). */
  readonly owner: string;
  readonly action: string;
  /** Where the form stands, to be opened again. */
  readonly page: string;
  readonly title: string;
  readonly at: number;
  readonly multipart: boolean;
  readonly fields: readonly (readonly [name: string, value: string | File])[];
  /** Name under which the `keep` island holds what was typed. */
  readonly keep: string;
  /** Why the server did not take it; undefined while it was not asked. */
  readonly refusal?: string;
}

const DATABASE = "outbox";
const STORE = "forms";
const CHANGED = "outbox:changed";

/** Everything that waits, oldest first. */
export async function listWaiting(): Promise<readonly WaitingForm[]> {
  const all = await run<WaitingForm[]>("readonly", (store) => store.getAll());
  return all.sort((a, b) => a.at - b.at);
}

/** @throws DOMException QuotaExceededError when the machine has no room */
export async function putWaiting(form: WaitingForm): Promise<void> {
  await run("readwrite", (store) => store.put(form));
  dispatchEvent(new Event(CHANGED));
}

export async function removeWaiting(id: string): Promise<void> {
  await run("readwrite", (store) => store.delete(id));
  dispatchEvent(new Event(CHANGED));
}

/** Calls back after every change made in this window. @returns how to stop */
export function onWaitingChanged(listener: () => void): () => void {
  addEventListener(CHANGED, listener);
  return () => removeEventListener(CHANGED, listener);
}

async function run<Result>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      // Only a finished transaction is on the disk.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
