import type { ComponentChildren } from "preact";
import { Brand } from "./brand.tsx";
import { LanguageContext, say, type Wording, type Words } from "./language.ts";
import { Notice } from "./notice.tsx";
import { type Crumb, Crumbs } from "./page.tsx";
import { type Shell, ShellContext, type TextSize } from "./shell.ts";

export interface PublicPageProps {
  readonly shell: Shell;
  /** Title of the browser tab and, unless `heading` is false, the first heading. */
  readonly title: Wording;
  /** Where this page hangs, outermost first, without the page itself. */
  readonly crumbs?: readonly Crumb[] | undefined;
  /** One sentence under the heading. */
  readonly lead?: Wording | undefined;
  /** False when the content brings its own first heading. */
  readonly heading?: boolean | undefined;
  /** True when the page has islands that make it easier; it works without them. */
  readonly script?: boolean | undefined;
  /** Right of the name of the province: who is signed in, the way to one's own dossiers. */
  readonly tools?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/**
 * The page for citizens and businesses: no account needed, no fonts and no script to load, so that it opens on an old
 * phone and a weak line. Size of letters, contrast and language are plain forms (TT 26/2020/TT-BTTTT; WCAG 2.2 AA).
 */
export function PublicPage(props: PublicPageProps) {
  const { shell, title, crumbs, lead, heading = true, script = false, tools, children } = props;
  const { lang, assets, nonce } = shell;
  const text = (wording: Wording) => say(lang, wording);
  return (
    <LanguageContext.Provider value={lang}>
      <ShellContext.Provider value={shell}>
        <html
          lang={lang}
          data-theme={shell.contrast === "high" ? "light" : shell.theme === "auto" ? undefined : shell.theme}
          data-audience="citizen"
          data-text-size={shell.textSize ?? "normal"}
          data-contrast={shell.contrast ?? "normal"}
        >
          <head>
            <meta charset="utf-8" />
            <title>{`${text(title)} · ${text(shell.place)}`}</title>
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <meta name="csp-nonce" content={nonce} />
            <meta name="turbo-prefetch" content="false" />
            <link rel="stylesheet" href={assets.style} data-turbo-track="reload" />
            <link rel="icon" href={assets.mark} type="image/svg+xml" />
            {script && <script type="module" src={assets.script} nonce={nonce} data-turbo-track="reload" />}
          </head>
          <body class="public">
            <a class="skip-link" href="#content">
              {text({ vi: "Đến nội dung chính", en: "Skip to content" })}
            </a>
            {shell.demo && (
              <aside class="demo-banner" aria-label={text({ vi: "Chế độ trình diễn", en: "Demonstration" })}>
                <span>
                  {text({
                    vi: "Bản trình diễn: hồ sơ và kết quả không có giá trị pháp lý",
                    en: "Demonstration: dossiers and results have no legal value",
                  })}
                </span>
              </aside>
            )}
            <header class="site-header public-header">
              <div class="brocade" aria-hidden="true" />
              <div class="site-bar">
                <Brand place={shell.place} href={shell.addresses.services ?? shell.addresses.home} />
                {tools && <div class="site-tools">{tools}</div>}
              </div>
              <Reading shell={shell} text={text} />
            </header>
            <main id="content" class="content content-narrow public-content" tabIndex={-1}>
              {crumbs && crumbs.length > 0 && <Crumbs crumbs={crumbs} here={title} text={text} />}
              {shell.flashes.map((flash) => (
                <div key={text(flash.message)} class="flash" data-flash>
                  <Notice tone={flash.tone} announce>
                    {text(flash.message)}
                  </Notice>
                </div>
              ))}
              {heading && (
                <div class="page-head">
                  <div>
                    <h1>{text(title)}</h1>
                    {lead && <p class="lead">{text(lead)}</p>}
                  </div>
                </div>
              )}
              {children}
            </main>
            <footer class="site-footer">
              <p>
                {text(shell.place)} · {text({ vi: "Dịch vụ công trực tuyến", en: "Online public services" })}
              </p>
            </footer>
          </body>
        </html>
      </ShellContext.Provider>
    </LanguageContext.Provider>
  );
}

type Say = (wording: Wording) => string;

const SIZES: readonly { readonly size: TextSize; readonly mark: string; readonly name: Words }[] = [
  { size: "small", mark: "A−", name: { vi: "Chữ nhỏ", en: "Small letters" } },
  { size: "normal", mark: "A", name: { vi: "Chữ vừa", en: "Normal letters" } },
  { size: "large", mark: "A+", name: { vi: "Chữ to", en: "Large letters" } },
  { size: "larger", mark: "A++", name: { vi: "Chữ rất to", en: "Very large letters" } },
];

/** Size, contrast and language: one form, one button each, because it must work without script. */
function Reading({ shell, text }: { shell: Shell; text: Say }) {
  const high = shell.contrast === "high";
  const other = shell.lang === "vi" ? "en" : "vi";
  return (
    <form
      class="reading"
      method="post"
      action={shell.addresses.preferences}
      aria-label={text({ vi: "Cách hiển thị", en: "How pages are shown" })}
    >
      <input type="hidden" name="back" value={shell.path} />
      {SIZES.map(({ size, mark, name }) => (
        <button
          key={size}
          type="submit"
          name="textSize"
          value={size}
          aria-pressed={(shell.textSize ?? "normal") === size}
          aria-label={`${mark} ${text(name)}`}
        >
          {mark}
        </button>
      ))}
      <button type="submit" name="contrast" value={high ? "normal" : "high"} aria-pressed={high}>
        {text({ vi: "Tương phản cao", en: "High contrast" })}
      </button>
      <button type="submit" name="language" value={other} lang={other}>
        {other === "en" ? "English" : "Tiếng Việt"}
      </button>
    </form>
  );
}
