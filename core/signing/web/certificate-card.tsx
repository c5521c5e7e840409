import type { ComponentChildren } from "preact";
import { Card, EmptyState, Facts, formatDate, StateChip, useText, type Wording } from "../../ui/index.ts";
import type { HeldCertificate, KeyOwner } from "../service.ts";
import { addressOf, pictureWords, standing } from "./words.ts";

export interface CertificateCardProps {
  readonly title: Wording;
  readonly owner: KeyOwner;
  readonly held: HeldCertificate | undefined;
  readonly now: Date;
  readonly actions?: ComponentChildren;
}

/** The certificate an owner signs with: for whom, by whom, until when, and what it looks like on a document. */
export function CertificateCard({ title, owner, held, now, actions }: CertificateCardProps) {
  const text = useText();
  if (held === undefined) {
    return (
      <Card title={title} actions={actions}>
        <EmptyState
          icon={owner.kind === "person" ? "pen" : "seal"}
          title={{ vi: "Chưa có chứng thư số", en: "No certificate yet" }}
          explanation={{
            vi: "Cần tệp chứng thư số (.p12 hoặc .pfx) kèm mã PIN và một hình PNG nền trong suốt. Tải lên một lần, sau đó mỗi lần ký chỉ cần nhập mã PIN.",
            en: "It takes a key file (.p12 or .pfx) with its PIN and a transparent PNG. Upload them once; after that each signature only needs the PIN.",
          }}
        />
      </Card>
    );
  }
  const picture = pictureWords(owner.kind);
  const { tone, label } = standing(held, now);
  return (
    <Card title={title} actions={actions}>
      <p>
        <StateChip tone={tone} label={label} />
      </p>
      <Facts
        facts={[
          { term: { vi: "Cấp cho", en: "Issued to" }, value: held.subject },
          { term: { vi: "Tổ chức cấp", en: "Issued by" }, value: held.issuer },
          { term: { vi: "Số sê-ri", en: "Serial number" }, value: <code>{held.serial}</code> },
          {
            term: { vi: "Hiệu lực", en: "Valid" },
            value: text({
              vi: `từ ${formatDate(held.notBefore)} đến ${formatDate(held.notAfter)}`,
              en: `from ${formatDate(held.notBefore)} to ${formatDate(held.notAfter)}`,
            }),
          },
          {
            term: picture,
            value: <img class="signature-picture" src={`${addressOf(owner)}/picture`} alt={text(picture)} />,
          },
        ]}
      />
    </Card>
  );
}
