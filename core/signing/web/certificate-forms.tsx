import {
  Actions,
  Button,
  Card,
  type FieldErrors,
  FileDrop,
  Form,
  formatDate,
  Notice,
  StateChip,
  TextField,
  Timeline,
  useText,
} from "../../ui/index.ts";
import { DEMO_PIN } from "../demo/demo-pin.ts";
import { PICTURE_MAX_BYTES } from "../key-ring/check-picture.ts";
import type { HeldCertificate, KeyOwner } from "../service.ts";
import { addressOf, pictureWords, standing } from "./words.ts";

export interface FormsProps {
  readonly owner: KeyOwner;
  readonly held: HeldCertificate | undefined;
  readonly errors: FieldErrors;
  readonly transactionId: string;
  readonly demo: boolean;
}

/** A new key file with its PIN, and the picture. */
export function UploadForm({ owner, held, errors, transactionId }: FormsProps) {
  const text = useText();
  return (
    <Card
      title={
        held
          ? { vi: "Thay chứng thư số", en: "Replace the certificate" }
          : { vi: "Tải chứng thư số lên", en: "Upload the certificate" }
      }
    >
      <Form action={addressOf(owner)} method="post" files transactionId={transactionId}>
        <FileDrop
          name="file"
          label={{ vi: "Tệp chứng thư số", en: "Key file" }}
          hint={{
            vi: "Tệp .p12 hoặc .pfx có cả khóa bí mật và chứng thư trung gian. Tệp được mã hóa trước khi lưu.",
            en: "A .p12 or .pfx with the private key and the intermediate certificates. It is encrypted before it is kept.",
          }}
          accept=".p12,.pfx"
          maxBytes={1_000_000}
          error={errors.file}
        />
        <TextField
          name="pin"
          type="password"
          label={{ vi: "Mã PIN của tệp", en: "PIN of the file" }}
          hint={{
            vi: "Dùng để thử mở tệp ngay bây giờ và không được lưu lại. Mỗi lần ký bạn sẽ nhập lại mã này.",
            en: "Used to try the file now and not kept. You type it again at each signature.",
          }}
          error={errors.pin}
          autocomplete="off"
          size={20}
        />
        <PictureField name="image" owner={owner} error={errors.image} optional={held !== undefined} />
        <Actions>
          <Button kind="primary" icon="upload">
            {held
              ? text({ vi: "Thay chứng thư số", en: "Replace the certificate" })
              : text({ vi: "Lưu chứng thư số", en: "Keep the certificate" })}
          </Button>
        </Actions>
      </Form>
    </Card>
  );
}

/** Another picture for the same certificate. */
export function PictureForm({ owner, errors, transactionId }: FormsProps) {
  const text = useText();
  return (
    <Card title={{ vi: "Đổi hình", en: "Change the picture" }}>
      <Form action={`${addressOf(owner)}/picture`} method="post" files transactionId={transactionId}>
        <PictureField name="picture" owner={owner} error={errors.picture} />
        <Actions>
          <Button icon="upload">{text({ vi: "Đổi hình", en: "Change the picture" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}

interface PictureFieldProps {
  readonly name: string;
  readonly owner: KeyOwner;
  readonly error: FieldErrors[string];
  readonly optional?: boolean;
}

function PictureField({ name, owner, error, optional }: PictureFieldProps) {
  const hint =
    owner.kind === "person"
      ? {
          vi: "PNG nền trong suốt, nét màu xanh; hiện giữa chức vụ và họ tên người ký.",
          en: "Transparent PNG in blue; shown between the position and the name of the signer.",
        }
      : {
          vi: "PNG nền trong suốt, màu đỏ, đúng cỡ con dấu (36 mm); trùm khoảng một phần ba chữ ký về bên trái.",
          en: "Transparent PNG in red, the size of the seal (36 mm); it covers a third of the signature on the left.",
        };
  return (
    <FileDrop
      name={name}
      label={pictureWords(owner.kind)}
      hint={hint}
      accept=".png"
      maxBytes={PICTURE_MAX_BYTES}
      error={error}
      optional={optional}
    />
  );
}

/** Says what demo keys are worth, and makes a new one. */
export function DemoNotice({ owner, transactionId }: { owner: KeyOwner; transactionId: string }) {
  const text = useText();
  return (
    <Notice
      tone="info"
      title={{ vi: `Bản trình diễn: mã PIN là ${DEMO_PIN}`, en: `Demonstration: the PIN is ${DEMO_PIN}` }}
    >
      <p>
        {text({
          vi: "Chứng thư số thử nghiệm được cấp tự động và không có giá trị pháp lý.",
          en: "Demo certificates are made automatically and have no legal value.",
        })}
      </p>
      <Form action={`${addressOf(owner)}/demo`} method="post" transactionId={transactionId}>
        <Button>{text({ vi: "Cấp chứng thư thử nghiệm mới", en: "Make a new demo certificate" })}</Button>
      </Form>
    </Notice>
  );
}

/** All the certificates an owner has had. */
export function History({ certificates, now }: { certificates: readonly HeldCertificate[]; now: Date }) {
  const text = useText();
  return (
    <Card title={{ vi: "Lịch sử", en: "History" }}>
      <Timeline
        label={{ vi: "Các chứng thư số đã dùng", en: "Certificates used so far" }}
        entries={certificates.map((held) => ({
          at: held.notBefore,
          title: held.subject,
          tone: standing(held, now).tone,
          detail: (
            <>
              <p>
                <StateChip {...standing(held, now)} />
              </p>
              <p>
                {text({ vi: "Số sê-ri", en: "Serial number" })} <code>{held.serial}</code> ·{" "}
                {text({ vi: "hiệu lực đến", en: "valid until" })} {formatDate(held.notAfter)} · {held.issuer}
              </p>
            </>
          ),
        }))}
      />
    </Card>
  );
}
