import { type Form, value } from "../../../../core/http/index.ts";
import type { HeldKey } from "../../../../core/signing/service.ts";
import { formatDate, Notice, Radios, useText } from "../../../../core/ui/index.ts";

const IN_OUR_CARE = "software";

/** The key on the server's device that a form asks for; undefined for the file in our care. */
export function keyIdOf(form: Form): string | undefined {
  const key = value(form, "key");
  return key === "" || key === IN_OUR_CARE ? undefined : key;
}

/** The organisation's keys that this server can open: a choice only where there are several. */
export function SealKeys({ keys, chosen }: { keys: readonly HeldKey[]; chosen: string }) {
  const text = useText();
  const here = keys.filter(({ kind }) => kind === "software" || kind === "pkcs11");
  const [first] = here;
  if (first === undefined)
    return (
      <Notice tone="info">
        {text({
          vi: "Bản sao được ký bằng khóa của cơ quan lưu trên máy chủ. Nếu cơ quan chưa có, nạp ở trang",
          en: "Copies are signed with the organisation's key on this server. If there is none, upload one on the page",
        })}{" "}
        <a href="/signing/certificates">{text({ vi: "Chứng thư số", en: "Certificates" })}</a>.
      </Notice>
    );
  const idOf = (key: HeldKey): string => (key.kind === "software" ? IN_OUR_CARE : key.id);
  // A key on the device needs its id even where it is the only one.
  if (here.length === 1) return <input type="hidden" name="key" value={idOf(first)} />;
  return (
    <Radios
      name="key"
      label={{ vi: "Ký bằng", en: "Sign with" }}
      options={here.map((key) => ({
        value: idOf(key),
        label:
          key.kind === "software"
            ? { vi: "Tệp chứng thư số lưu trong hệ thống", en: "The key file kept here" }
            : { vi: "Khóa trên thiết bị ký của máy chủ", en: "A key on the server's signing device" },
        hint: {
          vi: `${key.subject}, hiệu lực đến ${formatDate(key.notAfter)}`,
          en: `${key.subject}, valid until ${formatDate(key.notAfter)}`,
        },
      }))}
      value={chosen || idOf(first)}
    />
  );
}
