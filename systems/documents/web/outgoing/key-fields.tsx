import { type Form as Posted, value } from "../../../../core/http/index.ts";
import { DEMO_PIN } from "../../../../core/signing/index.ts";
import { type FieldErrors, Notice, Radios, TextField, useText } from "../../../../core/ui/index.ts";
import type { ActionView } from "./action-page.tsx";
import { ForKeys, type KeyOffer } from "./key-choice.tsx";
import type { KeyKind } from "./last-key.ts";

type Level = "B-T" | "B-B";

/** The level asked for; undefined leaves the choice to the house (with a timestamp whenever one can be had). */
export function levelOf(form: Posted): Level | undefined {
  const level = value(form, "level");
  return level === "B-T" || level === "B-B" ? level : undefined;
}

/** What is typed for a key: its PIN, and the level when no timestamp could be had. */
export function KeyFields({ view, offer }: { view: ActionView<unknown>; offer: KeyOffer }) {
  const pinBeforePhone = offer.keys.some(({ remote }) => remote?.consent === "push" && remote.pin);
  const withPin: KeyKind[] = ["software", "pkcs11", ...(pinBeforePhone ? (["remote"] as const) : [])];
  return (
    <>
      <ForKeys kinds={withPin}>
        <PinField view={view} whose={offer.owner.kind} />
      </ForKeys>
      <ForKeys kinds={["software", "pkcs11", "remote"]}>
        <LevelChoice errors={view.errors} typed={view.typed("level")} />
      </ForKeys>
    </>
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
