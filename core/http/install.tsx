import type { Context } from "hono";
import type { Sentence } from "../errors.ts";
import { Actions, LinkButton } from "../ui/button.tsx";
import { useText } from "../ui/language.ts";
import type { PageAssets } from "../ui/shell.ts";
import { answerPage } from "./answer.tsx";
import type { HttpEnv } from "./env.ts";

/** Script that answers for the house when there is no line; it must stand at the root to see every page. */
export const SERVICE_WORKER = "/service-worker.js";
export const MANIFEST = "/manifest.webmanifest";
/** The page kept in the browser for moments without a line. The service worker asks for it without a session. */
export const OFFLINE = "/offline";

export const MANIFEST_HEADERS = {
  "Content-Type": "application/manifest+json",
  "Cache-Control": "public, max-age=3600",
} as const;

/** What a browser needs to install the house like an app (W3C Web App Manifest). */
export function installManifest({
  place,
  assets,
}: {
  readonly place: Sentence;
  readonly assets: PageAssets;
}): Record<string, unknown> {
  return {
    id: "/",
    name: `Ngọc Linh · ${place.vi}`,
    short_name: "Ngọc Linh",
    lang: "vi",
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: "#fbfcfa",
    theme_color: "#0f5d46",
    icons: (assets.install?.icons ?? []).map((icon) => ({ ...icon, type: "image/png" })),
    shortcuts: [
      { name: "Văn bản đến", url: "/incoming" },
      { name: "Văn bản đi", url: "/outgoing" },
      { name: "Tìm văn bản", url: "/search" },
    ],
  };
}

/** Says that there is no line and what waits in this browser. Holds nothing of any person. */
export async function offlinePage(c: Context<HttpEnv>, assets: PageAssets): Promise<Response> {
  return await answerPage(c, {
    title: { vi: "Không có mạng", en: "No connection" },
    heading: false,
    width: "narrow",
    children: <NoLine scripts={assets.install?.offlineScripts ?? []} />,
  });
}

function NoLine({ scripts }: { scripts: readonly string[] }) {
  const text = useText();
  return (
    <>
      {scripts.map((script) => (
        <link key={script} rel="modulepreload" href={script} />
      ))}
      <h1>{text({ vi: "Máy này chưa nối được với hệ thống", en: "The system cannot be reached" })}</h1>
      <p class="lead">
        {text({
          vi: "Kiểm tra Wi-Fi hoặc 3G/4G. Những gì đã gõ và đã bấm gửi vẫn còn trong máy; khi có mạng, trang tự mở lại.",
          en: "Check Wi-Fi or mobile data. What you typed and sent is kept on this machine; the page opens again by itself.",
        })}
      </p>
      <Actions>
        <LinkButton kind="primary" href="">
          {text({ vi: "Thử lại", en: "Try again" })}
        </LinkButton>
      </Actions>
      <div data-island="outbox" data-waits-for-line="" />
    </>
  );
}
