import { assertMay } from "../../../../core/access/index.ts";
import { Refusal } from "../../../../core/errors.ts";
import { type Act, assertRemoteKeyReady } from "../../../../core/signing/index.ts";
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
import { getOutgoing, subjectOfOutgoing } from "../../outgoing/outgoing.ts";
import { sealDocument } from "../../outgoing/seal-document.ts";
import { openSigningOf } from "../../outgoing/sign-by-plug-in.ts";
import { beginSigningOnPhone } from "../../outgoing/sign-on-phone.ts";
import { sealStep } from "../../outgoing/signing-steps.ts";
import { mayDispatch } from "../../permissions.ts";
import { signaturesOf } from "../../services.ts";
import type { ActionPage, ActionView } from "./action-page.tsx";
import { ForKeys, KeyChoice, type KeyOffer, loadKeys, PhoneButton, readKey } from "./key-choice.tsx";
import { KeyFields, levelOf } from "./key-fields.tsx";
import { OpenOnPhone, phoneAddress } from "./phone-view.tsx";
import { PlugInSigning } from "./plug-in-signing.tsx";

interface Sealing {
  readonly offer: KeyOffer;
  /** An attempt with a key outside that is still open. */
  readonly open: Act | undefined;
}

/**
 * Number and seal in one go for the clerk, two transitions underneath: after a crash or a failed seal between them the
 * same page goes on with the seal, and no second number is taken (NĐ 30/2020 Art. 14).
 */
export const dispatchPage: ActionPage<Sealing> = {
  path: "dispatch",
  actions: ["number", "seal"],
  title: { vi: "Cấp số và đóng dấu", en: "Number and seal" },
  load: async (house, document, viewer) => ({
    offer: await loadKeys(house, sealStep.owner(document, viewer.actor), viewer),
    open: await openSigningOf(house, document),
  }),
  draw: (view) => <DispatchForm view={view} />,
  run: async ({ house, actor, id, form, requestId }) => {
    const key = readKey(form);
    const keyId = key.kind === "software" ? {} : { keyId: key.keyId };
    const pin = form.fields.get("pin")?.[0] ?? "";
    const level = levelOf(form);
    const document = await getOutgoing(house.database.queries, id);
    assertMay(actor, mayDispatch, subjectOfOutgoing(document));
    // The key is tried before a number is spent: a number once taken stays in the register.
    if (document.state === "signed") {
      const owner = sealStep.owner(document, actor);
      if (key.kind === "remote") await assertRemoteKeyReady(house, owner, key.keyId);
      else await signaturesOf(house).openKey(owner, pin, keyId.keyId);
      await numberDocument(house, actor, {
        id,
        ...(requestId ? { requestId: `${requestId}-number` } : {}),
      });
    }
    const how = { id, pin, ...(level ? { level } : {}) };
    if (key.kind === "remote") {
      const act = await beginSigningOnPhone(house, actor, sealStep, { ...how, keyId: key.keyId });
      return { next: phoneAddress({ id }, act), usedKey: "remote" };
    }
    const sealed = await sealDocument(house, actor, {
      ...how,
      ...keyId,
      ...(requestId ? { requestId: `${requestId}-seal` } : {}),
    }).catch((error: unknown) => {
      throw stillToSeal(error);
    });
    return {
      message: {
        vi: `Đã cấp số ${sealed.code_number_text}/${sealed.code_notation} và đóng dấu. Việc tiếp theo: phát hành.`,
        en: `Numbered ${sealed.code_number_text}/${sealed.code_notation} and sealed. Next: issue it.`,
      },
      usedKey: key.kind,
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

function DispatchForm({ view }: { view: ActionView<Sealing> }) {
  const text = useText();
  const { document } = view;
  const { offer, open } = view.extra;
  const numbered = document.state === "numbered";
  return (
    <div class="stack key-choice">
      <OpenOnPhone document={document} open={open} />
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
        <KeyChoice view={view} offer={offer} />
        <KeyFields view={view} offer={offer} />
        <Actions>
          <span data-keys="software pkcs11">
            <Button kind="primary" icon="seal">
              {numbered
                ? text({ vi: "Đóng dấu", en: "Seal" })
                : text({ vi: "Cấp số và đóng dấu", en: "Number and seal" })}
            </Button>
          </span>
          <PhoneButton
            offer={offer}
            label={
              numbered
                ? { vi: "Đóng dấu bằng điện thoại", en: "Seal by the phone" }
                : { vi: "Cấp số, đóng dấu bằng điện thoại", en: "Number, and seal by the phone" }
            }
          />
          <a class="button button-quiet" href={view.cancelHref}>
            {text({ vi: "Quay lại", en: "Go back" })}
          </a>
        </Actions>
      </Form>
      <ForKeys kinds={["plug-in"]}>
        <PlugInSigning view={view} open={open} />
      </ForKeys>
    </div>
  );
}
