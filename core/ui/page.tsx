import type { ComponentChildren } from "preact";
import { AccountMenu } from "./account-menu.tsx";
import { Brand } from "./brand.tsx";
import { Icon } from "./icon.tsx";
import { LanguageContext, say, type Wording } from "./language.ts";
import { Navigation } from "./navigation.tsx";
import { Notice } from "./notice.tsx";
import { PageHelpPanel } from "./page-help.tsx";
import { type Shell, ShellContext } from "./shell.ts";
import { ToastRegion } from "./toast.tsx";

export interface Crumb {
  readonly href: string;
  readonly label: Wording;
}

export interface PageProps {
  readonly shell: Shell;
  /** Title of the browser tab and, unless `heading` is false, the first heading. */
  readonly title: Wording;
  /** Where this page hangs, outermost first, without the page itself. */
  readonly crumbs?: readonly Crumb[] | undefined;
  /** Actions of the whole page, right of the heading. */
  readonly actions?: ComponentChildren;
  /** One sentence under the heading. */
  readonly lead?: Wording | undefined;
  /** False when the content brings its own first heading. */
  readonly heading?: boolean | undefined;
  /** `narrow` for forms and reading (about 70 characters), `wide` for registers and split views. */
  readonly width?: "narrow" | "wide" | undefined;
  readonly children?: ComponentChildren;
}

/**
 * The page every screen hangs in: header, navigation, content, footer. Turbo refreshes it by morphing, so that an
 * update from the server keeps focus, scroll and whatever is being typed.
 */
export function Page({
  shell,
  title,
  crumbs,
  actions,
  lead,
  heading = true,
  width = "wide",
  children,
}: PageProps) {
  const { lang, assets, nonce } = shell;
  const text = (wording: Wording) => say(lang, wording);
  return (
    <LanguageContext.Provider value={lang}>
      <ShellContext.Provider value={shell}>
        <html
          lang={lang}
          data-theme={shell.theme === "auto" ? undefined : shell.theme}
          data-audience={shell.audience}
          data-density={shell.density}
        >
          <head>
            <meta charset="utf-8" />
            <title>{`${text(title)} · ${text(shell.place)}`}</title>
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <meta name="csp-nonce" content={nonce} />
            <meta name="turbo-refresh-method" content="morph" />
            <meta name="turbo-refresh-scroll" content="preserve" />
            <meta name="turbo-prefetch" content="false" />
            {assets.fonts.map((font) => (
              <link
                key={font}
                rel="preload"
                href={font}
                as="font"
                type="font/woff2"
                crossorigin="anonymous"
              />
            ))}
            <link rel="stylesheet" href={assets.style} data-turbo-track="reload" />
            <link rel="icon" href={assets.mark} type="image/svg+xml" />
            {assets.install && (
              <>
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="apple-touch-icon" href={assets.install.touchIcon} />
                <meta name="theme-color" content="#0f5d46" />
              </>
            )}
            <script type="module" src={assets.script} nonce={nonce} data-turbo-track="reload" />
          </head>
          <body>
            <a class="skip-link" href="#content">
              {text({ vi: "Đến nội dung chính", en: "Skip to content" })}
            </a>
            {shell.demo && <DemoBanner text={text} />}
            <Header shell={shell} text={text} />
            <div class={shell.navigation.length > 0 ? "frame" : "frame frame-bare"}>
              {shell.navigation.length > 0 && <Navigation groups={shell.navigation} path={shell.path} />}
              <main id="content" class={`content content-${width}`} tabIndex={-1}>
                {crumbs && crumbs.length > 0 && <Crumbs crumbs={crumbs} here={title} text={text} />}
                {shell.flashes.map((flash, position) => (
                  <div key={text(flash.message)} id={`flash-${position}`} class="flash" data-flash>
                    <Notice tone={flash.tone} announce>
                      {text(flash.message)}
                    </Notice>
                  </div>
                ))}
                {(heading || actions) && (
                  <div class="page-head">
                    {heading && (
                      <div>
                        <h1>{text(title)}</h1>
                        {lead && <p class="lead">{text(lead)}</p>}
                      </div>
                    )}
                    {actions && <div class="page-actions">{actions}</div>}
                  </div>
                )}
                <PageHelpPanel />
                {children}
              </main>
            </div>
            <Footer shell={shell} text={text} />
            <ToastRegion />
            {shell.viewer && <div id="outbox" data-island="outbox" data-owner={shell.viewer.id} />}
            {shell.liveUrl && (
              <div
                id="live"
                data-island="live"
                data-live={shell.liveUrl}
                data-after={shell.liveAfter}
                hidden
              />
            )}
            {shell.sessionEndsAt && (
              <div
                id="session"
                data-island="session"
                data-ends={shell.sessionEndsAt.toISOString()}
                data-sign-in={shell.addresses.signIn}
                data-account={shell.addresses.account}
              />
            )}
          </body>
        </html>
      </ShellContext.Provider>
    </LanguageContext.Provider>
  );
}

type Say = (wording: Wording) => string;

function DemoBanner({ text }: { text: Say }) {
  return (
    <aside class="demo-banner" aria-label={text({ vi: "Chế độ trình diễn", en: "Demonstration" })}>
      <Icon name="warning" />
      <span>
        {text({
          vi: "Chế độ trình diễn: dữ liệu và chữ ký không có giá trị pháp lý",
          en: "Demonstration: data and signatures have no legal value",
        })}
      </span>
    </aside>
  );
}

function Header({ shell, text }: { shell: Shell; text: Say }) {
  const { addresses, viewer, unread } = shell;
  return (
    <header class="site-header">
      <div class="brocade" aria-hidden="true" />
      <div class="site-bar">
        {shell.navigation.length > 0 && (
          <button type="button" class="bar-button nav-toggle" popovertarget="navigation">
            <Icon name="menu" />
            <span class="visually-hidden">{text({ vi: "Mở danh mục", en: "Open menu" })}</span>
          </button>
        )}
        <Brand place={shell.place} href={addresses.home} />
        {addresses.search && viewer && (
          <search class="site-search">
            <form action={addresses.search} method="get">
              <label class="visually-hidden" for="site-search">
                {text({ vi: "Tìm văn bản", en: "Search documents" })}
              </label>
              <input
                id="site-search"
                type="search"
                name="q"
                autocomplete="off"
                placeholder={text({ vi: "Số, ký hiệu, trích yếu…", en: "Number, notation, abstract…" })}
              />
              <button type="submit" class="bar-button">
                <Icon name="search" />
                <span class="visually-hidden">{text({ vi: "Tìm", en: "Search" })}</span>
              </button>
            </form>
          </search>
        )}
        <div class="site-tools">
          {viewer && (
            <a class="bar-button" href={addresses.notifications}>
              <Icon name="bell" />
              <span class="visually-hidden">{text({ vi: "Thông báo", en: "Notifications" })} </span>
              <span id="unread" class="unread" data-unread={unread}>
                {unread > 0 && (unread > 99 ? "99+" : unread)}
                {unread > 0 && (
                  <span class="visually-hidden">{text({ vi: " chưa đọc", en: " unread" })}</span>
                )}
              </span>
            </a>
          )}
          <AccountMenu shell={shell} />
        </div>
      </div>
    </header>
  );
}

/** The way to a page, as links. */
export function Crumbs({ crumbs, here, text }: { crumbs: readonly Crumb[]; here: Wording; text: Say }) {
  return (
    <nav class="crumbs" aria-label={text({ vi: "Vị trí trang", en: "Breadcrumb" })}>
      <ol>
        {crumbs.map((crumb) => (
          <li key={crumb.href}>
            <a href={crumb.href}>{text(crumb.label)}</a>
          </li>
        ))}
        <li aria-current="page">{text(here)}</li>
      </ol>
    </nav>
  );
}

function Footer({ shell, text }: { shell: Shell; text: Say }) {
  return (
    <footer class="site-footer">
      <div class="brocade" aria-hidden="true" />
      <p>
        {text(shell.place)} · {text({ vi: "Nền tảng số Ngọc Linh", en: "Ngọc Linh digital platform" })}
        {shell.demo && <> · {text({ vi: "bản trình diễn", en: "demonstration copy" })}</>}
      </p>
    </footer>
  );
}
