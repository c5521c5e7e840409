import { FormRefusal } from "../../../../core/errors.ts";
import { type Form as Posted, value } from "../../../../core/http/index.ts";
import {
  type Act,
  normalisePdf,
  pageBoxes,
  prepareForNumbering,
  proposeSignaturePlace,
  type SignaturePlace,
} from "../../../../core/signing/index.ts";
import type { House } from "../../../../core/system.ts";
import { Actions, Button, Form, SignaturePlacement, useText } from "../../../../core/ui/index.ts";
import { requireApproval } from "../../approving/approvals.ts";
import { getOutgoing, type Outgoing } from "../../outgoing/outgoing.ts";
import { openSigningOf } from "../../outgoing/sign-by-plug-in.ts";
import { signDocument } from "../../outgoing/sign-document.ts";
import { beginSigningOnPhone } from "../../outgoing/sign-on-phone.ts";
import { withPlainReasons } from "../../outgoing/sign-with-key.ts";
import { signStep } from "../../outgoing/signing-steps.ts";
import type { ActionPage, ActionView } from "./action-page.tsx";
import { ForKeys, KeyChoice, type KeyOffer, loadKeys, PhoneButton, readKey } from "./key-choice.tsx";
import { KeyFields, levelOf } from "./key-fields.tsx";
import { OpenOnPhone, phoneAddress } from "./phone-view.tsx";
import { PlugInSigning } from "./plug-in-signing.tsx";

interface Signing {
  readonly place: SignaturePlace;
  readonly offer: KeyOffer;
  /** An attempt with a key outside that is still open. */
  readonly open: Act | undefined;
}

/** The leader signs: where the picture stands, with which key, and nothing else (NĐ 30/2020 Art. 5, 13). */
export const signPage: ActionPage<Signing> = {
  path: "sign",
  actions: ["sign"],
  title: { vi: "Ký số", en: "Sign" },
  width: "wide",
  load: async (house, document, viewer) => {
    await requireApproval(house.database.queries, document);
    return {
      place: await defaultPlace(house, document),
      offer: await loadKeys(house, signStep.owner(document, viewer.actor), viewer),
      open: await openSigningOf(house, document),
    };
  },
  draw: (view) => <SignForm view={view} />,
  run: async ({ house, actor, id, form, requestId }) => {
    const key = readKey(form);
    const place = await readPlace(house, id, form);
    const level = levelOf(form);
    const pin = form.fields.get("pin")?.[0] ?? "";
    const how = { id, pin, ...(place ? { place } : {}), ...(level ? { level } : {}) };
    if (key.kind === "remote") {
      const act = await beginSigningOnPhone(house, actor, signStep, { ...how, keyId: key.keyId });
      return { next: phoneAddress({ id }, act), usedKey: "remote" };
    }
    await signDocument(house, actor, {
      ...how,
      ...(key.kind === "pkcs11" ? { keyId: key.keyId } : {}),
      ...(requestId ? { requestId } : {}),
    });
    return {
      message: {
        vi: "Đã ký số. Việc tiếp theo: văn thư cấp số, đóng dấu và phát hành.",
        en: "Signed. Next: the clerk numbers, seals and issues it.",
      },
      usedKey: key.kind,
    };
  },
};

async function defaultPlace(house: House, document: Outgoing): Promise<SignaturePlace> {
  return await withPlainReasons(async () => {
    const prepared = prepareForNumbering(await normalisePdf(await house.files.bytes(document.file_sha256)));
    return proposeSignaturePlace(prepared, { signerName: document.signer_name });
  });
}

/**
 * The five numbers of the placement box, inside the page.
 * @throws FormRefusal on `place` when the box would stand outside or be too small to be seen
 */
async function readPlace(house: House, id: string, form: Posted): Promise<SignaturePlace | undefined> {
  const texts = ["Page", "Left", "Bottom", "Width", "Height"].map((part) => value(form, `place${part}`));
  if (texts.every((text) => text === "")) return undefined;
  const [page, x, y, width, height] = texts.map((text) => (text === "" ? Number.NaN : Number(text)));
  const document = await getOutgoing(house.database.queries, id);
  // A document that was signed meanwhile is the use case's matter: it answers a repeated request.
  if (document.state !== "checked") return undefined;
  const boxes = await withPlainReasons(async () => pageBoxes(await house.files.bytes(document.file_sha256)));
  const box = page === undefined ? undefined : boxes[page - 1];
  const inside =
    page !== undefined &&
    Number.isInteger(page) &&
    box !== undefined &&
    x !== undefined &&
    y !== undefined &&
    width !== undefined &&
    height !== undefined &&
    width >= 20 &&
    height >= 15 &&
    x >= box.x - 1 &&
    y >= box.y - 1 &&
    x + width <= box.x + box.width + 1 &&
    y + height <= box.y + box.height + 1;
  if (inside) return { page, rect: { x, y, width, height } };
  throw new FormRefusal({
    place: {
      vi: `Khung chữ ký phải nằm trọn trong trang (văn bản có ${boxes.length} trang) và đủ lớn để nhìn thấy.`,
      en: `The box must lie inside a page (there are ${boxes.length}) and be large enough to be seen.`,
    },
  });
}

function SignForm({ view }: { view: ActionView<Signing> }) {
  const text = useText();
  const { document, errors } = view;
  const { place, offer, open } = view.extra;
  const typed = (part: string, fallback: number) => {
    const given = view.typed(`place${part}`);
    return given === "" || Number.isNaN(Number(given)) ? fallback : Number(given);
  };
  return (
    <div class="stack key-choice">
      <OpenOnPhone document={document} open={open} />
      <Form action={view.action} method="post" transactionId={view.transactionId}>
        <SignaturePlacement
          name="place"
          kind="signature"
          src={`/outgoing/${document.id}/file?v=${document.file_sha256.slice(0, 16)}`}
          title={document.file_name}
          place={{
            page: typed("Page", place.page),
            left: typed("Left", place.rect.x),
            bottom: typed("Bottom", place.rect.y),
            width: typed("Width", place.rect.width),
            height: typed("Height", place.rect.height),
          }}
          error={errors.place}
        />
        <KeyChoice view={view} offer={offer} />
        <KeyFields view={view} offer={offer} />
        <Actions>
          <span data-keys="software pkcs11">
            <Button kind="primary" icon="pen">
              {text({ vi: "Ký số", en: "Sign" })}
            </Button>
          </span>
          <PhoneButton offer={offer} label={{ vi: "Ký trên điện thoại", en: "Sign on the phone" }} />
          <a class="button button-quiet" href={view.cancelHref}>
            {text({ vi: "Chưa ký, quay lại", en: "Go back without signing" })}
          </a>
        </Actions>
      </Form>
      <ForKeys kinds={["plug-in"]}>
        <PlugInSigning view={view} open={open} />
      </ForKeys>
    </div>
  );
}
