import type { XmlProfile } from "../xml-profile.ts";

const M = "urn:test:message";
const name = (local: string) => ({ uri: M, local });

/** A message as systems exchange it: a header, attachments beside it, the signature in the header. */
export const PROFILE: XmlProfile = {
  header: [name("Message"), name("Envelope"), name("Header")],
  attachment: [name("Message"), name("Attachments"), name("Attachment")],
  signatureParent: [name("Message"), name("Envelope"), name("Header")],
};

/** The same with the signature beside the header. */
export const BESIDE: XmlProfile = { ...PROFILE, signatureParent: [name("Message"), name("Envelope")] };

export const MESSAGE = `<?xml version="1.0" encoding="UTF-8"?>
<m:Message xmlns:m="${M}">
  <m:Envelope>
    <m:Header><m:From>H36.05</m:From><m:To>H36.08</m:To><m:Subject>V/v mở lớp tập huấn &amp; kiểm tra “số hóa” &lt;2026&gt;</m:Subject></m:Header>
  </m:Envelope>
  <m:Attachments>
    <m:Attachment name="công văn.pdf" digest='sha256:0a1b'>JVBERi0xLjc=</m:Attachment>
    <m:Attachment digest="sha256:9f" name="phụ lục.xlsx">UEsDBA==</m:Attachment>
  </m:Attachments>
</m:Message>
`;
