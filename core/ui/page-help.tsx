import { useText, type Words } from "./language.ts";
import { useShell } from "./shell.ts";

/** What a person does on a page, in plain words: at most eight lines. */
export interface PageHelp {
  /** Address of the page; a part `:id` stands for any id. */
  readonly href: string;
  readonly title: Words;
  /** The three things done here, each beginning with its verb. */
  readonly steps: readonly [Words, Words, Words];
  /** Keys beside Tab and Enter. */
  readonly keys?: readonly HelpKey[];
  /** Whom to ask when it does not go on. */
  readonly ask: Words;
  /** Roles that `ask` speaks of: the people who hold them near the reader are named. */
  readonly askRoles?: readonly HelpRole[];
  /** The place of the menu from which one comes here, when this page is none itself. */
  readonly within?: string;
}

/** Roles whose holders help can name; those of the directory, which pages of parts do not know. */
export type HelpRole = "clerk" | "head-of-unit" | "leader" | "administrator";

const ROLE_NAMES: Readonly<Record<HelpRole, Words>> = {
  clerk: { vi: "Văn thư", en: "Clerk" },
  "head-of-unit": { vi: "Trưởng đơn vị", en: "Head of unit" },
  leader: { vi: "Lãnh đạo", en: "Leader" },
  administrator: { vi: "Quản trị viên", en: "Administrator" },
};

export interface HelpKey {
  readonly key: string;
  readonly does: Words;
}

/** Help of the page being shown, folded; opens without script and stays open over a live refresh. */
export function PageHelpPanel() {
  const text = useText();
  const help = useShell()?.help;
  if (!help) return null;
  return (
    <details class="page-help">
      <summary>{text({ vi: "Hướng dẫn", en: "Help" })}</summary>
      <HelpLines help={help} />
      <p>
        <a href="/help">{text({ vi: "Hướng dẫn của mọi trang", en: "Help for all pages" })}</a>
      </p>
    </details>
  );
}

/** The lines of one help text. */
export function HelpLines({ help }: { help: PageHelp }) {
  const text = useText();
  const contacts = useShell()?.helpContacts;
  const named = (help.askRoles ?? []).flatMap((role) => {
    const names = contacts?.[role] ?? [];
    return names.length > 0 ? [`${text(ROLE_NAMES[role])}: ${names.join(", ")}`] : [];
  });
  return (
    <div class="help-lines">
      <ul>
        {help.steps.map((step) => (
          <li key={step.en}>{text(step)}</li>
        ))}
      </ul>
      {help.keys && (
        <p>
          {text({ vi: "Phím: ", en: "Keys: " })}
          {help.keys.map(({ key, does }, n) => (
            <span key={key}>
              {n > 0 && "; "}
              <kbd>{key}</kbd> {text(does)}
            </span>
          ))}
          .
        </p>
      )}
      <p class="help-ask">
        {text({ vi: "Cần hỏi: ", en: "Ask: " })}
        {text(help.ask)}
        {named.length > 0 && ` (${named.join("; ")})`}
      </p>
    </div>
  );
}
