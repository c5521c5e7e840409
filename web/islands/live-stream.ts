/** A server-sent event as a tab gets it: from its own connection or from the tab that holds it. */
export interface LiveNews {
  readonly event: "refresh" | "unread" | "message" | "end";
  readonly data: string;
  readonly id: string;
}

const EVENTS = ["refresh", "unread", "message", "end"] as const;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * One stream a browser: HTTP/1.1 allows six connections to a server, and every window with its own would soon leave
 * none for pages. The tab that holds the lock holds the connection and passes on what it hears; when it goes, the
 * next one takes over where it stopped. A broken connection is made again after longer and longer pauses, never at
 * the same moment in all browsers. Where locks are missing (plain HTTP), each tab has its own.
 *
 * @param address of the stream; also the name that tabs of one session share
 * @param seen what the page shows already: what came later is heard once
 * @returns ends this tab's part
 */
export function openLiveStream(address: string, seen: string, hear: (news: LiveNews) => void): () => void {
  const channel = new BroadcastChannel(address);
  let lastId = seen;
  let over = false;
  let letGo: () => void = () => undefined;
  const take = (news: LiveNews): void => {
    if (over) return;
    if (news.id) lastId = news.id;
    hear(news);
    if (news.event === "end") stop();
  };
  channel.onmessage = ({ data }: MessageEvent<LiveNews>) => take(data);

  const hold = (): (() => void) =>
    holdConnection(
      () => addressAfter(address, "", lastId),
      (news) => {
        channel.postMessage(news);
        take(news);
      },
    );
  const waiting = new AbortController();
  const holdUntilLetGo = (): Promise<void> | undefined => {
    if (over) return;
    return new Promise<void>((released) => {
      const close = hold();
      letGo = () => {
        close();
        released();
      };
    });
  };
  const join = async (locks: LockManager): Promise<void> => {
    const held = await locks.request(address, { ifAvailable: true }, async (lock) => {
      if (!lock) return false;
      await holdUntilLetGo();
      return true;
    });
    if (held || over) return;
    // Another tab holds it, and told its news before this one listened: what that was is asked for once.
    void missed(address, lastId, waiting.signal).then((news) => news.forEach(take));
    await locks.request(address, { signal: waiting.signal }, holdUntilLetGo);
  };
  // Given up while another tab held the connection.
  if (navigator.locks) join(navigator.locks).catch(() => undefined);
  else letGo = hold();

  function stop(): void {
    if (over) return;
    over = true;
    waiting.abort();
    letGo();
    channel.close();
  }
  return stop;
}

/** Where the stream, or what belongs to it, goes on after what was seen last. */
function addressAfter(address: string, below: string, lastId: string): string {
  const url = new URL(address, document.baseURI);
  url.pathname += below;
  if (lastId) url.searchParams.set("after", lastId);
  return url.href;
}

/** What was told since the page was made; nothing when that cannot be known. */
async function missed(address: string, seen: string, signal: AbortSignal): Promise<readonly LiveNews[]> {
  if (!seen) return [];
  const answer = await fetch(addressAfter(address, "/missed", seen), { signal }).catch(() => undefined);
  if (!answer?.ok) return [];
  const found: unknown = await answer.json().catch(() => undefined);
  if (typeof found !== "object" || found === null) return [];
  const id = "snapshot" in found && typeof found.snapshot === "string" ? found.snapshot : "";
  return [
    ...("missed" in found && found.missed === true ? [{ event: "refresh", data: "", id } as const] : []),
    ...("unread" in found ? [{ event: "unread", data: String(found.unread), id } as const] : []),
  ];
}

/** The connection itself. @returns closes it */
function holdConnection(address: () => string, hear: (news: LiveNews) => void): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = FIRST_PAUSE_MS;
  const connect = (): void => {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(address());
    source.onopen = () => {
      pause = FIRST_PAUSE_MS;
    };
    source.onerror = () => {
      source?.close();
      timer = setTimeout(connect, pause * (0.5 + Math.random()));
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    };
    for (const event of EVENTS)
      source.addEventListener(event, ({ data, lastEventId }) => hear({ event, data, id: lastEventId }));
  };
  addEventListener("online", connect);
  connect();
  return () => {
    removeEventListener("online", connect);
    clearTimeout(timer);
    source?.close();
  };
}
