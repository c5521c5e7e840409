import { createHttpRevocationSource, type RevocationSource } from "../certificates/index.ts";

/** Where and how long revocation is asked: plain data, so that it can be handed to a thread. */
export interface RevocationSettings {
  /** One request may last this long, milliseconds. */
  readonly timeoutMs: number;
  /** Answers are kept here too and survive a restart. */
  readonly cacheDirectory?: string | undefined;
  /** Present address of the demo authority; demo certificates name the one it had when it issued them. */
  readonly standIn?: string | undefined;
}

/** Opens the source of revocation that the settings describe. */
export function openRevocation({ timeoutMs, cacheDirectory, standIn }: RevocationSettings): RevocationSource {
  return createHttpRevocationSource({
    timeoutMs,
    ...(cacheDirectory === undefined ? {} : { cacheDirectory }),
    ...(standIn === undefined
      ? {}
      : {
          locate: ({ extensions }) => extensions.crlUrls.map((url) => atPresentAddress(url, standIn)),
          locateResponders: ({ extensions }) =>
            extensions.ocspUrls.map((url) => atPresentAddress(url, standIn)),
        }),
  });
}

function atPresentAddress(url: string, standIn: string): string {
  if (!URL.canParse(url)) return url;
  const named = new URL(url);
  return ["127.0.0.1", "localhost", "[::1]"].includes(named.hostname)
    ? new URL(named.pathname, standIn).href
    : url;
}
