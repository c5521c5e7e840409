import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import type { Selectable } from "kysely";
import { assertMay } from "../../../../core/access/index.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Card,
  EmptyState,
  Form,
  formatDate,
  formatDateTime,
  StateChip,
  type Tone,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { chooseDigest, mayChooseDigest, takesDigest } from "../../digest/choose-digest.ts";
import type { DigestState, DigestTable } from "../../digest/tables.ts";
import { requestIdOf } from "../shared/refused-form.ts";

const SHOWN = 20;

/** GET /digest: the letters of the last weeks with what became of each, and the switch. */
export async function digestPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayChooseDigest, undefined);
  const { queries } = c.var.house.database;
  const [takes, letters] = await Promise.all([
    takesDigest(queries, actor.personId),
    queries
      .selectFrom("documents.digest")
      .selectAll()
      .where("person_id", "=", actor.personId)
      .where("state", "<>", "day-off")
      .orderBy("day", "desc")
      .limit(SHOWN)
      .execute(),
  ]);
  return await answerPage(c, {
    title: { vi: "Thư việc hằng ngày", en: "Daily digest" },
    lead: {
      vi: "Mỗi sáng ngày làm việc, hệ thống gửi một thư kể việc đang chờ bạn. Văn bản mật chỉ được đếm, không nêu tên.",
      en: "Every working morning one letter says what waits for you. Secret documents are counted, never named.",
    },
    crumbs: [{ href: "/", label: { vi: "Việc hôm nay", en: "Today" } }],
    children: <Letters takes={takes} letters={letters} />,
  });
}

/** POST /digest */
export async function chooseDigestAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const byMail = value(form, "byMail") === "1";
  await transact(c.var.house, { actor, ...requestIdOf(form) }, (tx) => chooseDigest(tx, actor, byMail));
  return redirectTo(c, "/digest", {
    tone: "good",
    message: byMail
      ? {
          vi: "Bạn sẽ nhận thư từ sáng ngày làm việc tới.",
          en: "The letter comes again from the next working morning.",
        }
      : {
          vi: "Đã dừng thư. Việc vẫn hiện ở trang Việc hôm nay.",
          en: "The letter is stopped. The start page still shows your work.",
        },
  });
}

const STATES: Readonly<Record<DigestState, { readonly tone: Tone; readonly label: Words }>> = {
  "day-off": { tone: "neutral", label: { vi: "Ngày nghỉ", en: "Day off" } },
  empty: { tone: "neutral", label: { vi: "Không có việc chờ", en: "Nothing waited" } },
  stopped: { tone: "neutral", label: { vi: "Không gửi: bạn đã dừng thư", en: "Not sent: you stopped it" } },
  "no-address": {
    tone: "attention",
    label: { vi: "Không gửi: danh bạ chưa có địa chỉ thư", en: "Not sent: no address in the directory" },
  },
  "no-mail-server": {
    tone: "attention",
    label: { vi: "Không gửi: chưa đặt máy chủ thư", en: "Not sent: no mail server is set" },
  },
  waiting: { tone: "progress", label: { vi: "Đang gửi", en: "On its way" } },
  sent: { tone: "good", label: { vi: "Đã gửi", en: "Sent" } },
  failed: { tone: "bad", label: { vi: "Máy chủ thư không nhận", en: "Not taken by the mail server" } },
};

function Letters({ takes, letters }: { takes: boolean; letters: readonly Selectable<DigestTable>[] }) {
  const text = useText();
  return (
    <div class="stack">
      <Form action="/digest" method="post" transactionId={randomUUID()}>
        <Actions>
          <Button kind={takes ? "secondary" : "primary"} name="byMail" value={takes ? "0" : "1"}>
            {takes
              ? text({ vi: "Dừng gửi thư cho tôi", en: "Stop the letter" })
              : text({ vi: "Nhận lại thư", en: "Take the letter again" })}
          </Button>
        </Actions>
      </Form>
      {letters.length === 0 ? (
        <EmptyState
          icon="bell"
          title={{ vi: "Chưa có thư nào", en: "No letter yet" }}
          explanation={{
            vi: "Thư của mỗi sáng hiện ở đây, kể cả khi không gửi được, kèm lý do.",
            en: "Every morning's letter appears here, with the reason when it could not be sent.",
          }}
        />
      ) : (
        letters.map((letter) => (
          <Card
            key={letter.day}
            title={formatDate(letter.day)}
            actions={<StateChip {...STATES[letter.state]} />}
          >
            <p>
              {text({
                vi: `Lập lúc ${formatDateTime(letter.built_at)}`,
                en: `Written ${formatDateTime(letter.built_at)}`,
              })}
              {letter.sent_at &&
                text({
                  vi: `, gửi đến ${letter.email} lúc ${formatDateTime(letter.sent_at)}`,
                  en: `, sent to ${letter.email} at ${formatDateTime(letter.sent_at)}`,
                })}
              {letter.failure && `: ${letter.failure}`}
            </p>
            {letter.body && (
              <details>
                <summary>{letter.subject}</summary>
                <pre class="letter">{letter.body}</pre>
              </details>
            )}
          </Card>
        ))
      )}
    </div>
  );
}
