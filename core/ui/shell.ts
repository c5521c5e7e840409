import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { IconName } from "./icon.tsx";
import type { Language, Wording } from "./language.ts";
import type { HelpRole, PageHelp } from "./page-help.tsx";

/** Addresses of the built stylesheet and the one script every page loads; made by `web/assets.ts`. */
export interface PageAssets {
  readonly style: string;
  readonly script: string;
  /** Fonts to preload, so that the first paint already has the right letters. */
  readonly fonts: readonly string[];
  /** Mark of the browser tab. */
  readonly mark: string;
  /** What a phone or computer needs to keep the house as an app. Absent: it is a page only. */
  readonly install?: InstallAssets | undefined;
}

/** Addresses for installing (W3C Web App Manifest) and for the page shown without a line. */
export interface InstallAssets {
  readonly icons: readonly {
    readonly src: string;
    readonly sizes: string;
    readonly purpose: "any" | "maskable";
  }[];
  /** 180 × 180, for iOS. */
  readonly touchIcon: string;
  /** Scripts the page without a line needs beside the entry. */
  readonly offlineScripts: readonly string[];
}

/** Sizes of letters a reader may choose on pages for everybody (TT 26/2020/TT-BTTTT). */
export const TEXT_SIZES = ["small", "normal", "large", "larger"] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

/** A place a person may go. Only permitted places are put in; the shell hides nothing by itself. */
export interface NavigationItem {
  readonly href: string;
  readonly label: Wording;
  readonly icon: IconName;
  /** What is done there, for pages that list places. */
  readonly hint?: Wording | undefined;
  /** Work waiting there. Zero is not shown. */
  readonly count?: number | undefined;
}

export interface NavigationGroup {
  readonly label: Wording;
  readonly items: readonly NavigationItem[];
}

/** One of the posts a person holds (kiêm nhiệm is common: several posts, one acting at a time). */
export interface HeldPosition {
  readonly id: string;
  readonly title: Wording;
  readonly unit: Wording;
}

/** The signed-in person as the header shows them. */
export interface Viewer {
  /** Stays the same for a person: what waits in a shared browser is sent only in the name of who wrote it. */
  readonly id: string;
  readonly name: string;
  readonly position: HeldPosition;
  /** All posts, the acting one included. The switch appears when there is more than one. */
  readonly positions: readonly HeldPosition[];
}

/** A message about what just happened, shown once above the content after a redirect. */
export interface Flash {
  readonly tone: "good" | "info" | "attention" | "bad";
  readonly message: Wording;
}

/** Where the forms of the shell post to. */
export interface ShellAddresses {
  readonly home: string;
  readonly signIn: string;
  /** POST. */
  readonly signOut: string;
  readonly notifications: string;
  /** Own account: sessions, second factor, tokens. */
  readonly account: string;
  /** POST `position` = id of a held position, `back` = path to return to. */
  readonly switchPosition: string;
  /** POST `language` | `theme` | `density` | `textSize` | `contrast`, `back` = path to return to; answers by setting the cookie of that name. */
  readonly preferences: string;
  /** GET `q`. Absent: no search box. */
  readonly search?: string | undefined;
  /** Where citizens begin. */
  readonly services?: string | undefined;
}

export const defaultAddresses: ShellAddresses = {
  home: "/",
  signIn: "/sign-in",
  signOut: "/sign-out",
  notifications: "/notifications",
  account: "/account",
  switchPosition: "/account/position",
  preferences: "/preferences",
  services: "/services",
};

/** Everything around the content of a page that depends on the request: made once per request by the server. */
export interface Shell {
  readonly lang: Language;
  /** Nonce of this answer's Content-Security-Policy. */
  readonly nonce: string;
  readonly assets: PageAssets;
  /** Name of the province as data: "Tỉnh Kon Tum". */
  readonly place: Wording;
  /** Officials get 14 px and dense tables, citizens 16 px and air. */
  readonly audience: "official" | "citizen";
  readonly theme: "auto" | "light" | "dark";
  readonly density: "compact" | "comfortable";
  /** Letters of pages for everybody, as chosen with A− A A+. Absent: normal. */
  readonly textSize?: TextSize | undefined;
  /** Pages for everybody in black on white with heavy edges. Absent: normal. */
  readonly contrast?: "normal" | "high" | undefined;
  /** Demo mode says on every page that nothing has legal force. */
  readonly demo: boolean;
  /** Path with query of this page, to come back to after a switch and to mark the current place. */
  readonly path: string;
  readonly viewer: Viewer | null;
  readonly navigation: readonly NavigationGroup[];
  /** Unread notifications. */
  readonly unread: number;
  readonly flashes: readonly Flash[];
  /** Help of this page. */
  readonly help?: PageHelp | undefined;
  /** Names of the people that help sends this person to, by role. */
  readonly helpContacts?: Readonly<Partial<Record<HelpRole, readonly string[]>>> | undefined;
  /** Sent back as the hidden field `csrf` by every `<Form method="post">`. Null: the server checks Origin instead. */
  readonly csrf: string | null;
  /** Server-sent events of this person (see core/ui/README.md). Absent: no live updates. */
  readonly liveUrl?: string | undefined;
  /** What this page has seen, as the stream takes it in `after`: what was committed since is told once. */
  readonly liveAfter?: string | undefined;
  /** End of the session unless something is done; the page warns five minutes before. */
  readonly sessionEndsAt?: Date | undefined;
  readonly addresses: ShellAddresses;
}

export const ShellContext = createContext<Shell | null>(null);

/** The shell of the page being rendered; null in a fragment. */
export function useShell(): Shell | null {
  return useContext(ShellContext);
}
