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
 * @returns ends this tab's part
 */
export function openLiveStream(address: string, hear: (news: LiveNews) => void): () => void {
  const channel = new BroadcastChannel(address);
  let lastId = "";
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
      () => (lastId ? `${address}${address.includes("?") ? "&" : "?"}after=${lastId}` : address),
      (news) => {
        channel.postMessage(news);
        take(news);
      },
    );
  const waiting = new AbortController();
  if (navigator.locks) {
    navigator.locks
      .request(address, { signal: waiting.signal }, () => {
        if (over) return;
        return new Promise<void>((released) => {
          const close = hold();
          letGo = () => {
            close();
            released();
          };
        });
      })
      // Given up while another tab held the connection.
      .catch(() => undefined);
  } else letGo = hold();

  function stop(): void {
    if (over) return;
    over = true;
    waiting.abort();
    letGo();
    channel.close();
  }
  return stop;
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
