import type { Context } from "hono";
import type { System } from "../system.ts";
import { Actions, Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { useText } from "../ui/language.ts";
import { HelpLines, type PageHelp } from "../ui/page-help.tsx";
import { TextField } from "../ui/text-field.tsx";
import { answerPage } from "./answer.tsx";
import type { HttpEnv } from "./env.ts";
import { requireSession } from "./guard.ts";
import { findHelp, type HelpGroup } from "./help.ts";
import { queryText } from "./request.ts";

const MOST_TYPED = 100;

/** GET /help: the help of every page this person may open, found by words with or without diacritics. */
export async function helpPage(c: Context<HttpEnv>, systems: readonly System[]): Promise<Response> {
  requireSession(c);
  const { navigation } = await c.var.shell();
  const q = queryText(c, "q", MOST_TYPED);
  const groups = findHelp(systems, navigation, q);
  return await answerPage(c, {
    title: { vi: "Hướng dẫn", en: "Help" },
    lead: {
      vi: "Mỗi trang làm được gì, phím nào dùng được, cần hỏi ai. Trên từng trang, bấm “Hướng dẫn” ngay dưới tên trang.",
      en: "What is done on each page, which keys there are, whom to ask. On a page, press “Help” below its title.",
    },
    children: (
      <>
        <Search q={q} />
        {groups.length === 0 ? <NothingFound q={q} /> : groups.map((group) => <Group group={group} />)}
      </>
    ),
  });
}

function Search({ q }: { q: string }) {
  const text = useText();
  return (
    <search>
      <form class="directory-search" action="/help" method="get">
        <TextField
          name="q"
          label={{ vi: "Tìm trong hướng dẫn", en: "Search the help" }}
          hint={{ vi: "Ví dụ: bút phê, gia han, chữ ký", en: "For example: deadline, register, sign" }}
          value={q}
          maxLength={MOST_TYPED}
          optional
        />
        <Actions>
          <Button kind="primary" icon="search">
            {text({ vi: "Tìm", en: "Search" })}
          </Button>
        </Actions>
      </form>
    </search>
  );
}

function NothingFound({ q }: { q: string }) {
  return (
    <EmptyState
      icon="search"
      title={{ vi: `Không có hướng dẫn nào nói về “${q}”`, en: `No help speaks of “${q}”` }}
      explanation={{
        vi: "Thử ít từ hơn hoặc từ khác; vẫn chưa thấy thì hỏi quản trị viên của cơ quan.",
        en: "Try fewer or other words, or ask the administrator.",
      }}
    />
  );
}

function Group({ group }: { group: HelpGroup }) {
  const text = useText();
  return (
    <section class="help-group">
      <h2>{text(group.label)}</h2>
      {group.texts.map((help) => (
        <Help key={help.href} help={help} />
      ))}
    </section>
  );
}

function Help({ help }: { help: PageHelp }) {
  const text = useText();
  return (
    <article class="help-text">
      <h3>{help.href.includes(":id") ? text(help.title) : <a href={help.href}>{text(help.title)}</a>}</h3>
      <HelpLines help={help} />
    </article>
  );
}
