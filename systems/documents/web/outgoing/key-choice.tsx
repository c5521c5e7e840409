import type { ComponentChildren } from "preact";
import { FormRefusal } from "../../../../core/errors.ts";
import { type Form as Posted, value } from "../../../../core/http/index.ts";
import type { HeldKey, KeyOwner } from "../../../../core/signing/service.ts";
import type { House } from "../../../../core/system.ts";
import {
  Button,
  formatDate,
  Notice,
  type Option,
  Radios,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { signaturesOf } from "../../services.ts";
import type { ActionView, ActionViewer } from "./action-page.tsx";
import type { KeyKind } from "./last-key.ts";

/** The keys a signing page offers. */
export interface KeyOffer {
  readonly owner: KeyOwner;
  /** Those that can sign now: the file in our care first. */
  readonly keys: readonly HeldKey[];
  readonly chosen: string;
}

/** Which key a form asks for. */
export type ChosenKey =
  | { readonly kind: "software" }
  | { readonly kind: "pkcs11" | "remote"; readonly keyId: string };

/** What an owner may sign with, the last kind used first in line. @throws Refusal signing.… */
export async function loadKeys(house: House, owner: KeyOwner, { lastKey }: ActionViewer): Promise<KeyOffer> {
  const now = new Date();
  const keys = (await signaturesOf(house).keysOf(owner)).filter(
    ({ kind, notBefore, notAfter }) =>
      kind !== "plug-in" && (kind === "software" || (notBefore <= now && notAfter >= now)),
  );
  const last = keys.find(({ kind }) => kind === lastKey);
  const chosen = lastKey === "plug-in" ? PLUG_IN : choiceOf(last ?? keys[0]);
  return { owner, keys, chosen };
}

/** The key of a form; without a choice the file in our care. @throws FormRefusal on `key` */
export function readKey(form: Posted): ChosenKey {
  const [kind = "", keyId = ""] = value(form, "key").split(":");
  if (kind === "" || kind === "software") return { kind: "software" };
  if ((kind === "pkcs11" || kind === "remote") && keyId !== "") return { kind, keyId };
  throw new FormRefusal({ key: kind === PLUG_IN ? PRESS_TOKEN : CHOOSE_KEY });
}

const PLUG_IN = "plug-in";

function choiceOf(key: HeldKey | undefined): string {
  if (key === undefined) return PLUG_IN;
  return key.kind === "software" ? "software" : `${key.kind}:${key.id}`;
}

/**
 * The choice of the key, and of everything below it only what belongs to the chosen kind: by style alone, so that it
 * works without script; where the browser does not know the style, everything is shown.
 */
export function KeyChoice({ view, offer }: { view: ActionView<unknown>; offer: KeyOffer }) {
  const text = useText();
  const person = offer.owner.kind === "person";
  const options: Option[] = [
    ...offer.keys.map((key) => ({ value: choiceOf(key), label: LABELS[key.kind], hint: hintOf(key) })),
    { value: PLUG_IN, label: LABELS[PLUG_IN], hint: TOKEN_HINT },
  ];
  return (
    <>
      <Radios
        name="key"
        label={person ? { vi: "Ký bằng", en: "Sign with" } : { vi: "Đóng dấu bằng", en: "Seal with" }}
        options={options}
        value={view.typed("key") || offer.chosen}
        error={view.errors.key}
      />
      {offer.keys.length === 0 && (
        <Notice tone="info">
          {text(person ? NO_KEY_PERSON : NO_KEY_ORGANISATION)}{" "}
          <a href="/signing/certificates">{text({ vi: "Chứng thư số", en: "Certificates" })}</a>
        </Notice>
      )}
    </>
  );
}

/** A part of the form that belongs to some kinds of key. */
export function ForKeys({ kinds, children }: { kinds: readonly KeyKind[]; children: ComponentChildren }) {
  return (
    <div class="stack" data-keys={kinds.join(" ")}>
      {children}
    </div>
  );
}

/** The press that makes the phone ring. */
export function PhoneButton({ offer, label }: { offer: KeyOffer; label: Words }) {
  const text = useText();
  if (!offer.keys.some(({ kind }) => kind === "remote")) return null;
  return (
    <span data-keys="remote">
      <Button kind="primary" icon="pen">
        {text(label)}
      </Button>
    </span>
  );
}

const LABELS: Readonly<Record<KeyKind, Words>> = {
  software: { vi: "Tệp chứng thư số lưu trong hệ thống", en: "The key file kept here" },
  pkcs11: { vi: "Khóa trên thiết bị ký của máy chủ", en: "A key on the server's signing device" },
  remote: { vi: "Điện thoại (ký số từ xa)", en: "The phone (remote signing)" },
  "plug-in": { vi: "Thiết bị (token) cắm tại máy tính này", en: "The token at this computer" },
};

const TOKEN_HINT = {
  vi: "Mã PIN nhập trong cửa sổ của phần mềm ký số trên máy này.",
  en: "The PIN is typed in the window of the signing program on this computer.",
};

const NO_KEY_PERSON = {
  vi: "Bạn chưa có chứng thư số nào trong hệ thống. Nạp tệp chứng thư hoặc khai báo tài khoản ký trên điện thoại ở trang",
  en: "You have no certificate here. Upload a key file or add an account for signing on the phone on the page",
};

const NO_KEY_ORGANISATION = {
  vi: "Cơ quan chưa có chứng thư số nào trong hệ thống. Nạp tệp chứng thư hoặc khai báo tài khoản ký trên điện thoại ở trang",
  en: "The organisation has no certificate here. Upload a key file or add an account for signing on the phone on the page",
};

const PRESS_TOKEN = {
  vi: "Để ký bằng thiết bị cắm tại máy, bấm nút “Ký bằng thiết bị” bên dưới; hoặc chọn cách ký khác.",
  en: "To sign with the token at this computer press “Sign with the token” below, or choose another way.",
};

const CHOOSE_KEY = {
  vi: "Hãy chọn một cách ký trong danh sách.",
  en: "Choose one of the ways to sign in the list.",
};

function hintOf({ kind, subject, notAfter, remote }: HeldKey): Words {
  const until = { vi: `hiệu lực đến ${formatDate(notAfter)}`, en: `valid until ${formatDate(notAfter)}` };
  const who = subject === "" ? until : { vi: `${subject}, ${until.vi}`, en: `${subject}, ${until.en}` };
  if (kind !== "remote") return who;
  return remote?.consent === "push"
    ? {
        vi: `${who.vi}. Bấm đồng ý trên điện thoại trong 180 giây.`,
        en: `${who.en}. Agree on the phone within 180 seconds.`,
      }
    : {
        vi: `${who.vi}. Nhập mã gửi đến điện thoại trong 180 giây.`,
        en: `${who.en}. Type the code sent to the phone within 180 seconds.`,
      };
}
