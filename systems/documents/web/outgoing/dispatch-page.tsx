import { assertMay } from "../../../../core/access/index.ts";
import { Refusal } from "../../../../core/errors.ts";
import type { Act } from "../../../../core/signing/index.ts";
import type { House } from "../../../../core/system.ts";
import {
  Actions,
  Button,
  Form,
  formatDate,
  Notice,
  StateChip,
  TaskList,
  useText,
} from "../../../../core/ui/index.ts";
import { numberDocument } from "../../outgoing/number-document.ts";
import { getOutgoing, type Outgoing, subjectOfOutgoing } from "../../outgoing/outgoing.ts";
import { sealDocument } from "../../outgoing/seal-document.ts";
import { openSigningOf } from "../../outgoing/sign-by-plug-in.ts";
import { mayDispatch } from "../../permissions.ts";
import { signaturesOf } from "../../services.ts";
import type { ActionPage, ActionView } from "./action-page.tsx";
import { PlugInSigning } from "./plug-in-signing.tsx";
import { LevelChoice, levelOf, PinField } from "./sign-page.tsx";

/**
 * Number and seal in one go for the clerk, two transitions underneath: after a crash or a failed seal between them the
 * same page goes on with the seal, and no second number is taken (NĐ 30/2020 Art. 14).
 */
export const dispatchPage: ActionPage<Act | undefined> = {
  path: "dispatch",
  actions: ["number", "seal"],
  title: { vi: "Cấp số và đóng dấu", en: "Number and seal" },
  load: (house: House, document: Outgoing) => openSigningOf(house, document),
  draw: (view) => <DispatchForm view={view} />,
  run: async ({ house, actor, id, form, requestId }) => {
    const pin = form.fields.get("pin")?.[0] ?? "";
    const level = levelOf(form);
    const document = await getOutgoing(house.database.queries, id);
    assertMay(actor, mayDispatch, subjectOfOutgoing(document));
    // The PIN is tried before a number is spent: a number once taken stays in the register.
    if (document.state === "signed") {
      await signaturesOf(house).openKey({ kind: "organisation", id: document.organisation_id }, pin);
      await numberDocument(house, actor, {
        id,
        ...(requestId ? { requestId: `${requestId}-number` } : {}),
      });
    }
    const sealed = await sealDocument(house, actor, {
      id,
      pin,
      ...(level ? { level } : {}),
      ...(requestId ? { requestId: `${requestId}-seal` } : {}),
    }).catch((error: unknown) => {
      throw stillToSeal(error);
    });
    return {
      vi: `Đã cấp số ${sealed.code_number_text}/${sealed.code_notation} và đóng dấu. Việc tiếp theo: phát hành.`,
      en: `Numbered ${sealed.code_number_text}/${sealed.code_notation} and sealed. Next: issue it.`,
    };
  },
};

/** A timestamp that cannot be had stops the seal, not the number: the sentence says so. */
function stillToSeal(error: unknown): unknown {
  if (!(error instanceof Refusal) || error.code !== "signing.timestamp-unavailable") return error;
  return new Refusal(
    error.code,
    error.status,
    {
      vi: "Đã cấp số nhưng chưa đóng dấu vì chưa lấy được dấu thời gian. Thử lại sau ít phút, hoặc chọn đóng dấu không kèm dấu thời gian.",
      en: "The number is given, but the document is not sealed: no timestamp could be had. Try again in a minute, or seal without one.",
    },
    "level",
  );
}

function DispatchForm({ view }: { view: ActionView<Act | undefined> }) {
  const text = useText();
  const { document, errors } = view;
  const numbered = document.state === "numbered";
  return (
    <div class="stack">
      <TaskList
        tasks={[
          {
            label: { vi: "1. Cấp số, ghi ngày vào văn bản", en: "1. Number and date" },
            hint: numbered
              ? `${document.code_number_text}/${document.code_notation}, ${formatDate(document.issued_date ?? "")}`
              : {
                  vi: "Số tiếp theo của sổ, ngày hôm nay; chữ ký của lãnh đạo vẫn nguyên giá trị.",
                  en: "The next number of the register and today's date; the leader's signature stays valid.",
                },
            state: numbered ? (
              <StateChip tone="good" label={{ vi: "đã xong", en: "done" }} />
            ) : (
              <StateChip tone="progress" label={{ vi: "sẽ làm", en: "to do" }} />
            ),
          },
          {
            label: { vi: "2. Đóng dấu cơ quan", en: "2. Seal of the organisation" },
            hint: {
              vi: "Dấu đỏ trùm một phần ba bên trái chữ ký, ký bằng chứng thư số của cơ quan.",
              en: "The red seal over the left third of the signature, with the organisation's certificate.",
            },
            state: <StateChip tone="progress" label={{ vi: "sẽ làm", en: "to do" }} />,
          },
        ]}
      />
      {!numbered && (
        <Notice tone="info">
          {text({
            vi: "Khi đã cấp số, nội dung không sửa được nữa: chỉ phát hành, hoặc hủy và giữ số trong sổ.",
            en: "Once numbered the content is final: it can only be issued, or cancelled with its number kept.",
          })}
        </Notice>
      )}
      <Form action={view.action} method="post" transactionId={view.transactionId}>
        <PinField view={view} whose="organisation" />
        <LevelChoice errors={errors} typed={view.typed("level")} />
        <Actions>
          <Button kind="primary" icon="seal">
            {numbered
              ? text({ vi: "Đóng dấu", en: "Seal" })
              : text({ vi: "Cấp số và đóng dấu", en: "Number and seal" })}
          </Button>
          <a class="button button-quiet" href={view.cancelHref}>
            {text({ vi: "Quay lại", en: "Go back" })}
          </a>
        </Actions>
      </Form>
      <PlugInSigning view={view} open={view.extra} />
    </div>
  );
}
