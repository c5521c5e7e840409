import { type Act, remoteSentence } from "../../../../core/signing/index.ts";
import type { HeldKey } from "../../../../core/signing/service.ts";
import type { House } from "../../../../core/system.ts";
import {
  Actions,
  Button,
  Card,
  type FieldErrors,
  Form,
  formatDateTime,
  formatTime,
  isoDateTime,
  LinkButton,
  Notice,
  TextField,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import type { Outgoing } from "../../outgoing/outgoing.ts";
import { stepOfAct } from "../../outgoing/signing-steps.ts";

/** What the page of a signature on the phone is drawn from. */
export interface PhoneView {
  readonly house: House;
  readonly document: Outgoing;
  readonly act: Act;
  /** Absent when its owner has stopped using it meanwhile. */
  readonly key: HeldKey | undefined;
  readonly errors: FieldErrors;
}

export function phoneAddress({ id }: Pick<Outgoing, "id">, act: Pick<Act, "id">): string {
  return `/outgoing/${id}/phone/${act.id}`;
}

/** The page on which this act was begun, with every other way to sign. */
function beginAddress({ id }: Pick<Outgoing, "id">, act: Act): string {
  return `/outgoing/${id}/${act.subject.action === "sign" ? "sign" : "dispatch"}`;
}

export function isOpenAct({ state, expiresAt }: Act, now: Date = new Date()): boolean {
  return (state === "waiting" || state === "authorised") && expiresAt > now;
}

/** `14:05:09`. */
function clockOf(instant: Date): string {
  return `${formatTime(instant)}:${String(instant.getUTCSeconds()).padStart(2, "0")}`;
}

/** A signature that waits for the phone: the code or the button, until when, and the way out. */
export function WaitingForPhone({ view }: { view: PhoneView }) {
  const text = useText();
  const { document, act, key, errors } = view;
  const agreed = act.state === "authorised";
  const byCode = !agreed && key?.remote?.consent !== "push";
  const address = phoneAddress(document, act);
  return (
    <div class="stack">
      {errors[""] && (
        <Notice tone="attention" announce>
          {text(errors[""])}
        </Notice>
      )}
      <div
        class="stack"
        data-island="phone-signing"
        data-seconds={Math.ceil((act.expiresAt.getTime() - Date.now()) / 1000)}
        data-look={byCode ? undefined : address}
      >
        <Notice tone="info">
          <p>{text(agreed ? AGREED : byCode ? CODE_SENT : PRESS_ON_PHONE)}</p>
          {!agreed && (
            <p>
              {text({ vi: "Xác nhận trước ", en: "Agree before " })}
              <time datetime={isoDateTime(act.expiresAt)}>{clockOf(act.expiresAt)}</time>
              <span data-left role="timer" />.
            </p>
          )}
          <StandInPhone house={view.house} />
        </Notice>
        <Form action={address} method="post">
          {byCode && (
            <TextField
              name="otp"
              label={{ vi: "Mã xác nhận (OTP) trên điện thoại", en: "Code (OTP) on the phone" }}
              inputMode="numeric"
              autocomplete="one-time-code"
              size={10}
              autofocus
              error={errors.otp}
            />
          )}
          {byCode && key?.remote?.pin && (
            <TextField
              name="pin"
              type="password"
              label={{ vi: "Mã PIN của dịch vụ ký từ xa", en: "PIN of the remote signing service" }}
              hint={{ vi: "Chuyển thẳng cho dịch vụ ký, không lưu lại.", en: "Passed on and not kept." }}
              autocomplete="off"
              size={16}
              error={errors.pin}
            />
          )}
          <Actions>
            <Button kind="primary" icon="pen">
              {text(
                byCode
                  ? { vi: "Xác nhận ký", en: "Confirm" }
                  : agreed
                    ? { vi: "Xem kết quả", en: "See the result" }
                    : { vi: "Tôi đã xác nhận", en: "I have agreed" },
              )}
            </Button>
          </Actions>
        </Form>
      </div>
      <WaysOut view={view} agreed={agreed} />
    </div>
  );
}

function WaysOut({ view, agreed }: { view: PhoneView; agreed: boolean }) {
  const text = useText();
  const { document, act, key } = view;
  const address = phoneAddress(document, act);
  const again = !agreed && !needsPinFirst(key);
  return (
    <Card title={{ vi: "Chưa nhận được gì trên điện thoại?", en: "Nothing came to the phone?" }} level={2}>
      <p>
        {text({
          vi: "Gửi lại thì mã hoặc yêu cầu cũ không dùng được nữa. Hủy thì văn bản vẫn nguyên vẹn và ký được bằng cách khác.",
          en: "Sending again voids the earlier code or request. After cancelling the document is untouched and can be signed another way.",
        })}
      </p>
      <div class="actions">
        {again && (
          <Form action={`${address}/again`} method="post">
            <Button>{text({ vi: "Gửi lại", en: "Send again" })}</Button>
          </Form>
        )}
        <Form action={`${address}/cancel`} method="post">
          <Button>{text({ vi: "Hủy lượt ký", en: "Cancel signing" })}</Button>
        </Form>
      </div>
    </Card>
  );
}

/** A signature that did not come about: why, and what to do now. */
export function EndedOnPhone({ view, open }: { view: PhoneView; open: Act | undefined }) {
  const text = useText();
  const { act, errors } = view;
  const seal = act.subject.action === "seal";
  return (
    <div class="stack">
      <Notice tone="attention" announce title={seal ? NOT_SEALED : NOT_SIGNED}>
        <p>{text(errors[""] ?? whyEnded(act))}</p>
        <p>
          {text({ vi: "Bắt đầu lúc ", en: "Begun at " })}
          {formatDateTime(act.createdAt)}.
        </p>
      </Notice>
      <div class="actions">
        <WaysOn view={view} open={open} />
      </div>
    </div>
  );
}

function WaysOn({ view, open }: { view: PhoneView; open: Act | undefined }) {
  const text = useText();
  const { document, act, key } = view;
  if (document.state !== stepOfAct(act).state) {
    return (
      <LinkButton kind="primary" href={`/outgoing/${document.id}`}>
        {text({ vi: "Mở văn bản", en: "Open the document" })}
      </LinkButton>
    );
  }
  return (
    <>
      {open?.kind === "remote" && open.startedBy === act.startedBy ? (
        <LinkButton kind="primary" href={phoneAddress(document, open)}>
          {text({ vi: "Đến lượt ký đang chờ", en: "Go to the one that waits" })}
        </LinkButton>
      ) : (
        key !== undefined &&
        !needsPinFirst(key) && (
          <Form action={`${phoneAddress(document, act)}/again`} method="post">
            <Button kind="primary">{text({ vi: "Thử lại", en: "Try again" })}</Button>
          </Form>
        )
      )}
      <LinkButton href={beginAddress(document, act)}>
        {text({ vi: "Chọn cách ký khác", en: "Choose another way" })}
      </LinkButton>
    </>
  );
}

/** A notice on the pages where signing begins: one that is under way is not lost by a reload or a restart. */
export function OpenOnPhone({ document, open }: { document: Outgoing; open: Act | undefined }) {
  const text = useText();
  if (open?.kind !== "remote") return null;
  return (
    <Notice tone="attention">
      <p>
        {text({
          vi: `Một lượt ký trên điện thoại đang chờ xác nhận đến ${clockOf(open.expiresAt)}.`,
          en: `A signature on the phone waits for consent until ${clockOf(open.expiresAt)}.`,
        })}{" "}
        <a href={phoneAddress(document, open)}>{text({ vi: "Tiếp tục lượt ký đó", en: "Go on with it" })}</a>
      </p>
    </Notice>
  );
}

/** Where the demonstration's phone is; in reality it is in the holder's hand. */
function StandInPhone({ house }: { house: House }) {
  const text = useText();
  const standIn = house.services.standIns?.remoteSigning;
  if (house.config.remoteSigning !== undefined || standIn === undefined) return null;
  return (
    <p>
      {text({ vi: "Bản trình diễn: xem ", en: "In the demonstration see " })}
      <a href={new URL("/phone", standIn).href} target="_blank" rel="noopener">
        {text({ vi: "điện thoại mô phỏng", en: "the simulated phone" })}
      </a>
      .
    </p>
  );
}

/** The PIN is asked for before the phone rings, so it is typed where signing begins. */
function needsPinFirst(key: HeldKey | undefined): boolean {
  return key?.remote?.consent === "push" && key.remote.pin;
}

function whyEnded({ state, reason }: Act): Words {
  if (reason === "signing.act-superseded") return SUPERSEDED;
  const told = reason === undefined ? undefined : remoteSentence(reason);
  if (told !== undefined) return told;
  if (state === "cancelled") return CANCELLED;
  return state === "refused" ? MOVED_ON : EXPIRED;
}

const NOT_SIGNED = { vi: "Chưa ký được trên điện thoại", en: "Not signed on the phone" };
const NOT_SEALED = { vi: "Chưa đóng dấu được bằng điện thoại", en: "Not sealed by the phone" };
const CODE_SENT = {
  vi: "Mã xác nhận (OTP) đã được gửi đến điện thoại của người giữ chứng thư số. Nhập mã vào ô dưới đây.",
  en: "A code (OTP) was sent to the phone of the certificate's holder. Type it below.",
};
const PRESS_ON_PHONE = {
  vi: "Yêu cầu ký đã đến điện thoại của người giữ chứng thư số. Bấm đồng ý trên điện thoại, rồi bấm nút dưới đây.",
  en: "The request has reached the phone of the certificate's holder. Agree there, then press the button below.",
};
const AGREED = {
  vi: "Đã nhận xác nhận của bạn; đang lấy chữ ký và dấu thời gian. Không cần làm gì thêm trên điện thoại.",
  en: "Your consent is here; the signature and its timestamp are being fetched. The phone is not needed any more.",
};
const EXPIRED = {
  vi: "Đã quá thời gian xác nhận trên điện thoại. Văn bản vẫn nguyên vẹn.",
  en: "The time to confirm on the phone is over. The document is untouched.",
};
const CANCELLED = {
  vi: "Bạn đã hủy lượt ký này. Văn bản vẫn nguyên vẹn.",
  en: "You cancelled this. The document is untouched.",
};
const SUPERSEDED = {
  vi: "Bạn đã bắt đầu một lượt ký khác nên lượt này không dùng nữa.",
  en: "You began another signature, so this one is not used any more.",
};
const MOVED_ON = {
  vi: "Văn bản đã được xử lý theo cách khác trong lúc chờ nên chữ ký này không được ghi. Mở lại văn bản để xem trạng thái mới nhất.",
  en: "The document moved on in another way meanwhile, so this signature was not recorded. Open it to see its latest state.",
};
