import type { Queries } from "../../../../core/database/index.ts";
import { formatDate, Icon, Tabs, useText, type Words } from "../../../../core/ui/index.ts";
import { listLastRegistered, type RegisteredLine } from "../../incoming/last-registered.ts";
import { nextNumbers } from "../../incoming/next-numbers.ts";

/** A key of the page: pressed with Alt (Alt and Shift in Firefox), by the browser itself without script; with it, Alt alone suffices everywhere. */
export interface PageKey {
  readonly key: string;
  readonly does: Words;
}

/** What stands on both pages of the fast clerk. */
export interface QuickStanding {
  readonly next: { readonly common: number; readonly secret: number };
  readonly last: readonly RegisteredLine[];
  readonly waiting: number;
}

const SHOWN = 10;

export async function quickStanding(
  queries: Queries,
  organisationId: string,
  waiting: number,
  now: Date,
): Promise<QuickStanding> {
  const [next, last] = await Promise.all([
    nextNumbers(queries, organisationId, now),
    listLastRegistered(queries, organisationId, SHOWN),
  ]);
  return { next, last, waiting };
}

/** The two kinds of arrivals; each tab answers to a key. */
export function QuickTabs({ waiting, current }: { waiting: number; current: "paper" | "electronic" }) {
  const count = waiting > 99 ? "99+" : String(waiting);
  return (
    <Tabs
      label={{ vi: "Loại văn bản đến", en: "Kind of arrival" }}
      tabs={[
        {
          href: "/incoming/quick",
          label: { vi: "Văn bản giấy", en: "Paper" },
          current: current === "paper",
        },
        {
          href: "/incoming/quick/electronic",
          label: { vi: `Văn bản điện tử (${count})`, en: `Electronic (${count})` },
          current: current === "electronic",
        },
      ]}
    />
  );
}

/** Says which keys there are, before anybody needs a mouse to find out. */
export function KeyHelp({ keys }: { keys: readonly PageKey[] }) {
  const text = useText();
  return (
    <aside class="quick-keys" aria-label={text({ vi: "Phím tắt của trang", en: "Keys of this page" })}>
      <ul>
        {keys.map(({ key, does }) => (
          <li key={key}>
            <kbd>{key}</kbd> {text(does)}
          </li>
        ))}
      </ul>
      <p>
        {text({
          vi: "Tab sang ô sau, Shift+Tab về ô trước.",
          en: "Tab goes on, Shift+Tab back.",
        })}
      </p>
    </aside>
  );
}

/** The number just given, big enough to be copied onto the stamp of the paper. */
export function GivenNumber({ saved }: { saved: RegisteredLine | undefined }) {
  const text = useText();
  if (!saved) return null;
  return (
    <div class="quick-given" role="status">
      <Icon name="check-circle" />
      <p>
        {text({ vi: "Số đến", en: "Arrival number" })} <strong>{saved.arrival_number}</strong>{" "}
        {text({ vi: "cấp cho", en: "given to" })}{" "}
        <a href={`/incoming/${saved.id}`}>
          {saved.symbol} · {saved.from_name}
        </a>
      </p>
    </div>
  );
}

/** The numbers given last, newest first, and those that come next. */
export function LastRegistered({ next, last }: QuickStanding) {
  const text = useText();
  return (
    <section class="quick-last" aria-labelledby="quick-last">
      <h2 id="quick-last">{text({ vi: "Vừa vào sổ", en: "Registered last" })}</h2>
      <p>
        {text({
          vi: `Số đến tiếp theo: ${next.common}; sổ văn bản mật: ${next.secret}.`,
          en: `Next arrival number: ${next.common}; in the register of secret documents: ${next.secret}.`,
        })}
      </p>
      <ol class="quick-list">
        {last.map((line) => (
          <li key={line.id}>
            <strong>{line.arrival_number}</strong>{" "}
            <a href={`/incoming/${line.id}`}>
              {line.symbol} ({formatDate(line.issued_date)})
            </a>{" "}
            {line.from_name}
          </li>
        ))}
      </ol>
    </section>
  );
}
