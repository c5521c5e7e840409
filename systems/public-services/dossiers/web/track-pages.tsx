import type { Context } from "hono";
import type { VNode } from "preact";
import { Refusal } from "../../../../core/errors.ts";
import {
  answerPublicPage,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  value,
} from "../../../../core/http/index.ts";
import {
  Button,
  Card,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDateTime,
  StateChip,
  TextField,
  Timeline,
  useText,
} from "../../../../core/ui/index.ts";
import { DOSSIER_CODE } from "../dossier-code.ts";
import type { DossierFacts, DossierProgress } from "../facts.ts";
import { allowGuess } from "../guesses.ts";
import { factsByCode } from "../read-facts.ts";
import { progressByToken } from "../read-progress.ts";
import { progressSections } from "../services.ts";
import { ACTION_WORDS, STATE_WORDS } from "../words.ts";

/** GET /track — look-up by code and a second factor; nothing typed ever stands in an address. */
export async function trackPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerTrack(c, { code: queryText(c, "code", 60), last4: "" }, {}, 200);
}

/** POST /track — finds the dossier and goes on to its page, whose address holds only the random token. */
export async function trackPost(c: Context<HttpEnv>): Promise<Response> {
  const form = await readForm(c);
  const typed = { code: value(form, "code").toUpperCase(), last4: value(form, "last4") };
  const errors: Record<string, { vi: string; en: string }> = {};
  if (!DOSSIER_CODE.test(typed.code))
    errors.code = {
      vi: "Nhập mã như trên giấy hẹn, ví dụ 000.00.16.H34-220305-0001.",
      en: "Enter the code as on the slip, such as 000.00.16.H34-220305-0001.",
    };
  if (!/^\d{4}$/.test(typed.last4)) errors.last4 = { vi: "Nhập đúng 4 chữ số.", en: "Enter four digits." };
  if (Object.keys(errors).length > 0) return await answerTrack(c, typed, errors, 422);
  if (!(await allowGuess(c, typed.code))) throw tooMany();
  const facts = await factsByCode(c.var.house.database.queries, typed.code);
  // One answer for "no such dossier" and "other digits": codes can be counted up, and nothing is told to who does.
  if (!facts || !isSecondFactor(facts, typed.last4))
    return await answerTrack(
      c,
      typed,
      {
        last4: {
          vi: "Không có hồ sơ nào khớp cả mã và 4 số này. Xem lại giấy hẹn, hoặc gọi bộ phận một cửa.",
          en: "No dossier matches both the code and these digits. Look at the slip, or call the one-stop desk.",
        },
      },
      422,
    );
  return redirectTo(c, `/track/${facts.token}`);
}

/** The last four digits of the telephone or the identifier of the applicant or the owner. */
function isSecondFactor({ applicant, owner }: DossierFacts, last4: string): boolean {
  return [applicant.phone, applicant.identifier, owner.phone, owner.identifier].some((each) =>
    each?.replace(/\D/g, "").endsWith(last4),
  );
}

function tooMany(): Refusal {
  return new Refusal("dossiers.too-many-look-ups", 429, {
    vi: "Đã tra cứu quá nhiều lần. Hãy chờ 15 phút rồi thử lại, hoặc quét mã vuông trên giấy hẹn.",
    en: "Too many look-ups. Wait 15 minutes, or scan the square code of the slip.",
  });
}

async function answerTrack(
  c: Context<HttpEnv>,
  typed: { readonly code: string; readonly last4: string },
  errors: FieldErrors,
  status: 200 | 422,
): Promise<Response> {
  return await answerPublicPage(
    c,
    {
      title: { vi: "Tra cứu hồ sơ", en: "Follow a dossier" },
      crumbs: [{ href: "/services", label: { vi: "Dịch vụ công", en: "Public services" } }],
      children: <TrackForm typed={typed} errors={errors} />,
    },
    status,
  );
}

function TrackForm({
  typed,
  errors,
}: {
  readonly typed: { readonly code: string; readonly last4: string };
  readonly errors: FieldErrors;
}) {
  const text = useText();
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/track" method="post" fullLoad>
        <TextField
          name="code"
          label={{ vi: "Mã hồ sơ", en: "Code of the dossier" }}
          hint={{ vi: "In trên giấy tiếp nhận và hẹn trả kết quả", en: "Printed on the slip" }}
          value={typed.code}
          error={errors.code}
          autocomplete="off"
        />
        <TextField
          name="last4"
          label={{
            vi: "4 số cuối của điện thoại hoặc căn cước",
            en: "Last 4 digits of the telephone or the identity card",
          }}
          value={typed.last4}
          error={errors.last4}
          inputMode="numeric"
          size={6}
          autocomplete="off"
        />
        <div class="actions">
          <Button kind="primary">{text({ vi: "Tra cứu", en: "Look up" })}</Button>
        </div>
      </Form>
    </>
  );
}

/** GET /track/:token — progress for whoever holds the square code: states and days, no name, no number, no paper. */
export async function progressPage(c: Context<HttpEnv>): Promise<Response> {
  const { house } = c.var;
  const progress = await progressByToken(house.database.queries, c.req.param("token") ?? "");
  if (!progress) return await c.notFound();
  const sections = await Promise.all(progressSections().map((each) => each.view(house, progress)));
  c.header("Referrer-Policy", "no-referrer");
  return await answerPublicPage(c, {
    title: progress.code,
    lead: progress.procedure.name,
    crumbs: [{ href: "/track", label: { vi: "Tra cứu hồ sơ", en: "Follow a dossier" } }],
    children: <Progress progress={progress} sections={sections} />,
  });
}

export function Progress({
  progress,
  sections,
}: {
  readonly progress: DossierProgress;
  readonly sections: readonly (VNode | undefined)[];
}) {
  const text = useText();
  return (
    <>
      <p class="chips">
        <StateChip {...STATE_WORDS[progress.state]} />
      </p>
      <p>{text(ADVICE[progress.state])}</p>
      <Facts
        facts={[
          { term: { vi: "Cơ quan giải quyết", en: "Body" }, value: progress.organisationName },
          { term: { vi: "Nộp lúc", en: "Filed" }, value: formatDateTime(progress.submittedAt) },
          {
            term: { vi: "Tiếp nhận lúc", en: "Accepted" },
            value: progress.receivedAt && formatDateTime(progress.receivedAt),
          },
          {
            term: { vi: "Hẹn trả kết quả", en: "Result promised" },
            value: progress.dueAt && formatDateTime(progress.dueAt),
          },
        ]}
      />
      {sections}
      <Card title={{ vi: "Diễn biến", en: "What happened" }}>
        <Timeline
          label={{ vi: "Diễn biến của hồ sơ", en: "What happened to the dossier" }}
          entries={progress.trail
            .filter(({ action }) => PUBLIC_ACTIONS.has(action))
            .map((trace) => ({
              at: trace.at,
              title: ACTION_WORDS[trace.action],
              tone: STATE_WORDS[trace.to].tone,
              by: trace.organisationName || undefined,
            }))}
        />
      </Card>
    </>
  );
}

const PUBLIC_ACTIONS: ReadonlySet<string> = new Set([
  "file",
  "accept",
  "refuse",
  "ask-supplement",
  "answer-supplement",
  "withdraw",
  "forward",
  "ask-payment",
  "settle-payment",
  "stop",
  "finish",
  "recall",
  "return",
  "apologise",
]);

/** What the citizen does next, by state. */
const ADVICE: Readonly<Record<DossierFacts["state"], { readonly vi: string; readonly en: string }>> = {
  1: {
    vi: "Hồ sơ đã đến nơi. Bộ phận một cửa kiểm tra trong 8 giờ làm việc.",
    en: "It has arrived; the desk looks at it within 8 working hours.",
  },
  2: {
    vi: "Hồ sơ đã được tiếp nhận và sẽ được chuyển đi xử lý.",
    en: "It is received and will be handed on.",
  },
  3: {
    vi: "Hồ sơ không được tiếp nhận. Lý do ghi trong phiếu từ chối đã gửi cho bạn.",
    en: "It is not received; the reason is in the paper sent to you.",
  },
  4: {
    vi: "Cơ quan chuyên môn đang xử lý. Bạn chưa phải làm gì.",
    en: "It is being handled. You need to do nothing.",
  },
  5: {
    vi: "Bạn cần bổ sung giấy tờ: đăng nhập trang của bạn hoặc mang đến bộ phận một cửa. Thời hạn đang tạm dừng.",
    en: "More papers are needed: sign in to your page or bring them to the desk. The clock stands still.",
  },
  6: {
    vi: "Bạn cần nộp khoản tiền đã được thông báo. Thời hạn đang tạm dừng.",
    en: "A payment is needed. The clock stands still.",
  },
  7: { vi: "Hồ sơ đã được rút theo yêu cầu.", en: "It was withdrawn as asked." },
  8: {
    vi: "Hồ sơ đã dừng xử lý. Lý do đã được gửi cho bạn.",
    en: "It was stopped; the reason was sent to you.",
  },
  9: {
    vi: "Kết quả đã có. Mang giấy hẹn đến bộ phận một cửa, hoặc chờ bưu chính nếu bạn đã chọn.",
    en: "The result is there. Bring the slip to the desk, or wait for the post if you chose it.",
  },
  10: { vi: "Kết quả đã được trả.", en: "The result has been returned." },
};
