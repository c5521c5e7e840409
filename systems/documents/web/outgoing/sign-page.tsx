import { FormRefusal } from "../../../../core/errors.ts";
import { type Form as Posted, value } from "../../../../core/http/index.ts";
import {
  type Act,
  DEMO_PIN,
  normalisePdf,
  pageBoxes,
  prepareForNumbering,
  proposeSignaturePlace,
  type SignaturePlace,
} from "../../../../core/signing/index.ts";
import type { House } from "../../../../core/system.ts";
import {
  Actions,
  Button,
  type FieldErrors,
  Form,
  Notice,
  Radios,
  SignaturePlacement,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { getOutgoing, type Outgoing } from "../../outgoing/outgoing.ts";
import { openSigningOf } from "../../outgoing/sign-by-plug-in.ts";
import { signDocument } from "../../outgoing/sign-document.ts";
import { withPlainReasons } from "../../outgoing/sign-with-key.ts";
import type { ActionPage, ActionView } from "./action-page.tsx";
import { PlugInSigning } from "./plug-in-signing.tsx";

type Level = "B-T" | "B-B";

interface Signing {
  readonly place: SignaturePlace;
  /** An attempt with a key outside that is still open. */
  readonly open: Act | undefined;
}

/** The leader signs: where the picture stands, the PIN, and nothing else (NĐ 30/2020 Art. 5, 13). */
export const signPage: ActionPage<Signing> = {
  path: "sign",
  actions: ["sign"],
  title: { vi: "Ký số", en: "Sign" },
  width: "wide",
  load: async (house, document) => ({
    place: await defaultPlace(house, document),
    open: await openSigningOf(house, document),
  }),
  draw: (view) => <SignForm view={view} />,
  run: async ({ house, actor, id, form, requestId }) => {
    const place = await readPlace(house, id, form);
    const level = levelOf(form);
    await signDocument(house, actor, {
      id,
      pin: form.fields.get("pin")?.[0] ?? "",
      ...(place ? { place } : {}),
      ...(level ? { level } : {}),
      ...(requestId ? { requestId } : {}),
    });
    return {
      vi: "Đã ký số. Việc tiếp theo: văn thư cấp số, đóng dấu và phát hành.",
      en: "Signed. Next: the clerk numbers, seals and issues it.",
    };
  },
};

async function defaultPlace(house: House, document: Outgoing): Promise<SignaturePlace> {
  return await withPlainReasons(async () => {
    const prepared = prepareForNumbering(await normalisePdf(await house.files.bytes(document.file_sha256)));
    return proposeSignaturePlace(prepared, { signerName: document.signer_name });
  });
}

/** The level asked for; undefined leaves the choice to the house (with a timestamp whenever one can be had). */
export function levelOf(form: Posted): Level | undefined {
  const level = value(form, "level");
  return level === "B-T" || level === "B-B" ? level : undefined;
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
  const { place, open } = view.extra;
  const typed = (part: string, fallback: number) => {
    const given = view.typed(`place${part}`);
    return given === "" || Number.isNaN(Number(given)) ? fallback : Number(given);
  };
  return (
    <div class="stack">
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
        <PinField view={view} whose="person" />
        <LevelChoice errors={errors} typed={view.typed("level")} />
        <Actions>
          <Button kind="primary" icon="pen">
            {text({ vi: "Ký số", en: "Sign" })}
          </Button>
          <a class="button button-quiet" href={view.cancelHref}>
            {text({ vi: "Chưa ký, quay lại", en: "Go back without signing" })}
          </a>
        </Actions>
      </Form>
      <PlugInSigning view={view} open={open} />
    </div>
  );
}

/** The PIN of a certificate: never shown again, never kept by the browser. */
export function PinField({
  view,
  whose,
}: {
  view: Pick<ActionView<unknown>, "errors" | "house">;
  whose: "person" | "organisation";
}) {
  const hint = {
    vi: "Mã PIN chỉ dùng cho lần ký này, không được lưu lại.",
    en: "The PIN is used for this signature only and is not stored.",
  };
  const demo = view.house.config.mode === "demo";
  return (
    <TextField
      name="pin"
      type="password"
      label={
        whose === "person"
          ? { vi: "Mã PIN chứng thư số của bạn", en: "PIN of your certificate" }
          : { vi: "Mã PIN chứng thư số của cơ quan", en: "PIN of the organisation's certificate" }
      }
      hint={
        demo
          ? {
              vi: `${hint.vi} Bản trình diễn: ${DEMO_PIN}.`,
              en: `${hint.en} In the demonstration: ${DEMO_PIN}.`,
            }
          : hint
      }
      inputMode="numeric"
      size={16}
      autocomplete="off"
      error={view.errors.pin}
    />
  );
}

/** Signing without a timestamp is offered only after no timestamp could be had: the signer then decides. */
export function LevelChoice({ errors, typed }: { errors: FieldErrors; typed: string }) {
  const text = useText();
  if (!errors.level && typed === "") return null;
  return (
    <>
      <Radios
        name="level"
        label={{ vi: "Dấu thời gian", en: "Timestamp" }}
        options={[
          { value: "B-T", label: { vi: "Thử lại, ký kèm dấu thời gian", en: "Try again with a timestamp" } },
          {
            value: "B-B",
            label: { vi: "Ký không kèm dấu thời gian", en: "Sign without a timestamp" },
            hint: {
              vi: "Chữ ký vẫn hợp lệ; thời điểm ký chỉ do máy này ghi.",
              en: "The signature is still valid; its time is only claimed.",
            },
          },
        ]}
        value={typed || "B-T"}
        error={errors.level}
      />
      <Notice tone="info">
        {text({ vi: "Nhập lại mã PIN rồi ký.", en: "Type the PIN again, then sign." })}
      </Notice>
    </>
  );
}
