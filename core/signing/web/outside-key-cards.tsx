import {
  Actions,
  Button,
  Card,
  type FieldErrors,
  Form,
  formatDate,
  TextField,
  useText,
} from "../../ui/index.ts";
import type { HeldKey, KeyOwner } from "../service.ts";
import { addressOf } from "./words.ts";

export interface OutsideKeyProps {
  readonly owner: KeyOwner;
  /** Those outside our care. */
  readonly keys: readonly HeldKey[];
  readonly errors: FieldErrors;
  readonly transactionId: string;
}

const KINDS = {
  software: { vi: "tệp chứng thư", en: "key file" },
  pkcs11: { vi: "thiết bị ký của máy chủ", en: "signing device of the server" },
  remote: { vi: "ký trên điện thoại", en: "signing on the phone" },
  "plug-in": { vi: "thiết bị cắm tại máy", en: "device at one's computer" },
} as const;

/** The other keys an owner may sign with, and an end to each. */
export function OutsideKeys({ owner, keys, transactionId }: OutsideKeyProps) {
  const text = useText();
  return (
    <Card title={{ vi: "Khóa ở nơi khác", en: "Keys elsewhere" }}>
      <ul>
        {keys.map((key) => (
          <li key={key.id}>
            <p>
              <strong>{key.subject}</strong> · {text(KINDS[key.kind])} ·{" "}
              {text({ vi: "hiệu lực đến", en: "valid until" })} {formatDate(key.notAfter)} · {key.issuer}
            </p>
            <Form
              action={`${addressOf(owner)}/keys/${key.id}/stop`}
              method="post"
              transactionId={transactionId}
            >
              <Button kind="quiet">{text({ vi: "Ngừng dùng khóa này", en: "Stop using this key" })}</Button>
            </Form>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Registers an account at the remote signing service. */
export function RemoteForm({ owner, errors, transactionId }: Omit<OutsideKeyProps, "keys">) {
  const text = useText();
  return (
    <Card title={{ vi: "Thêm tài khoản ký trên điện thoại", en: "Add an account for signing on the phone" }}>
      <Form action={`${addressOf(owner)}/remote`} method="post" transactionId={transactionId}>
        <TextField
          name="userId"
          label={{ vi: "Tên tài khoản ký từ xa", en: "User name at the remote signing service" }}
          hint={{
            vi: "Tên do nhà cung cấp dịch vụ ký từ xa cấp. Mỗi lần ký, điện thoại sẽ hiện mã hoặc nút đồng ý.",
            en: "As given by the provider. At each signature the phone shows a code or a button.",
          }}
          error={errors.userId}
          size={30}
        />
        <Actions>
          <Button icon="plus">{text({ vi: "Thêm tài khoản", en: "Add the account" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}

/** Registers a key on the server's signing device. */
export function TokenForm({ owner, errors, transactionId }: Omit<OutsideKeyProps, "keys">) {
  const text = useText();
  return (
    <Card
      title={{ vi: "Thêm khóa trên thiết bị ký của máy chủ", en: "Add a key of the server's signing device" }}
    >
      <Form action={`${addressOf(owner)}/token`} method="post" transactionId={transactionId}>
        <TextField
          name="tokenLabel"
          label={{ vi: "Nhãn thiết bị", en: "Label of the device" }}
          error={errors.tokenLabel}
          size={30}
        />
        <TextField
          name="keyLabel"
          label={{ vi: "Nhãn khóa", en: "Label of the key" }}
          error={errors.keyLabel}
          size={30}
        />
        <TextField
          name="pin"
          type="password"
          label={{ vi: "Mã PIN của thiết bị", en: "PIN of the device" }}
          hint={{
            vi: "Dùng để thử mở khóa ngay bây giờ và không được lưu lại.",
            en: "Used to try the key now and not kept.",
          }}
          error={errors.pin}
          autocomplete="off"
          size={20}
        />
        <Actions>
          <Button icon="plus">{text({ vi: "Thêm khóa", en: "Add the key" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}
