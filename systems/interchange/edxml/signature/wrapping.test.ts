import { beforeAll, describe, expect, test } from "vitest";
import { EXAMPLE_FILE, file, NEW_DOCUMENT, testSigner, written } from "../testing/messages.ts";
import { read } from "../testing/reading.ts";

let honest = "";
let signature = "";
let header = "";
const forged = (xml: string) => xml.replaceAll("000.00.31.H34", "000.00.99.H34");
const SIGNATURE = /<Signature xmlns=.*?<\/Signature>/s;

beforeAll(async () => {
  const attachments = [EXAMPLE_FILE, file("a.txt", Buffer.from("phụ lục"))];
  honest = (await written(NEW_DOCUMENT, attachments, { signer: testSigner("rsa") })).toString();
  signature = SIGNATURE.exec(honest)?.[0] ?? "";
  header = /<edXML:edXMLHeader>.*<\/edXML:edXMLHeader>/s.exec(honest)?.[0] ?? "";
});

const put = (xml: string, marker: string | RegExp, text: string) =>
  xml.replace(marker, (all) => `${all}${text}`);
const ATTACKS: Record<string, () => string> = {
  "another receiver": () => forged(honest),
  "forged header in front of the honest one": () =>
    put(honest, "<edXML:edXMLEnvelope>", "").replace(header, forged(header) + header),
  "forged header behind the honest one": () => honest.replace(header, header + forged(header)),
  "honest header inside a ds:Object": () =>
    honest.replace(header, forged(header).replace("</Signature>", `<Object>${header}</Object></Signature>`)),
  "honest envelope inside a wrapper": () =>
    honest.replace(
      /<edXML:edXMLEnvelope.*<\/edXML:edXMLEnvelope>/s,
      (all) => `${forged(all)}<Old>${all}</Old>`,
    ),
  "honest message inside a forged one": () =>
    honest.replace("</edXML:edXMLEnvelope>", `</edXML:edXMLEnvelope>${honest.replace(/^<\?xml.*\n/, "")}`),
  "signature moved to the end": () =>
    honest.replace(signature, "").replace("</edXML>", `${signature}</edXML>`),
  "signature moved before the header": () =>
    forged(honest.replace(signature, "")).replace("<edXML:edXMLHeader>", `${signature}<edXML:edXMLHeader>`),
  "two signatures": () => forged(honest).replace(signature, signature + signature),
  "signature in a signature": () =>
    forged(honest).replace("</Signature>", `<Object>${signature}</Object></Signature>`),
  "reference by identifier": () =>
    forged(honest)
      .replace('URI=""', 'URI="#old"')
      .replace("<edXML:edXMLHeader>", '<edXML:edXMLHeader Id="old">'),
  "reference to a file": () => honest.replace('URI=""', 'URI="file:///etc/hosts"'),
  "no reference": () => forged(honest).replace(/<Reference .*?<\/Reference>/s, ""),
  "two references": () => forged(honest).replace(/<Reference .*?<\/Reference>/s, (all) => all + all),
  "900 references": () => forged(honest).replace(/<Reference .*?<\/Reference>/s, (all) => all.repeat(900)),
  "XPath transform": () =>
    forged(honest).replace("2000/09/xmldsig#enveloped-signature", "TR/1999/REC-xpath-19991116"),
  "XSLT transform": () => forged(honest).replace("2001/10/xml-exc-c14n#", "TR/1999/REC-xslt-19991116"),
  "canonical form with comments": () => honest.replaceAll("xml-exc-c14n#", "xml-exc-c14n#WithComments"),
  HMAC: () => honest.replace("#rsa-sha256", "#hmac-sha256"),
  "SHA-1 digest": () => honest.replace("2001/04/xmlenc#sha256", "2000/09/xmldsig#sha1"),
  "MD5 signature": () => honest.replace("#rsa-sha256", "#rsa-md5"),
  "KeyValue in place of the certificate": () =>
    honest.replace(/<X509Data>.*<\/X509Data>/s, "<KeyValue><RSAKeyValue/></KeyValue>"),
  "empty signature value": () => honest.replace(/<SignatureValue>[^<]*/, "<SignatureValue>"),
  "empty digest": () => honest.replace(/<DigestValue>[^<]*/, "<DigestValue>"),
  "document type": () => honest.replace("<edXML ", "<!DOCTYPE edXML><edXML "),
  entity: () =>
    honest.replace("<edXML ", '<!DOCTYPE edXML [<!ENTITY e "x">]><edXML ').replace("Ngọc Hồi", "&e;"),
  "xml:base": () => honest.replace("<edXML ", '<edXML xml:base="http://x/" '),
  "namespace of the header exchanged": () =>
    honest.replace("<edXML:edXMLHeader>", '<edXML:edXMLHeader xmlns:edXML="urn:x">'),
  "attachment removed": () => honest.replace(/<Attachment>.*?<\/Attachment>/s, ""),
  "attachments exchanged": () => {
    const [one = "", two = ""] = honest.match(/<Attachment>.*?<\/Attachment>/gs) ?? [];
    return honest.replace(/<Attachment>.*<\/Attachment>/s, `${two}${one}`);
  },
  "attachment added": () => honest.replace(/<Attachment>.*?<\/Attachment>/s, (all) => all + all),
  "hop with content in front of the sender's": () =>
    honest.replace(
      "<edXML:TraceHeader>",
      "<edXML:TraceHeader><edXML:OrganId>000.00.99.H34</edXML:OrganId><edXML:Timestamp>2022/03/04 09:16:00</edXML:Timestamp></edXML:TraceHeader><edXML:TraceHeader>",
    ),
  "comment that cuts a name": () => honest.replace("Ngọc Hồi", "Ngọc <!-- -->Hồi"),
  "CDATA in a name": () => honest.replace("Ngọc Hồi", "<![CDATA[Ngọc Hồi]]>"),
  "character references": () => honest.replace("Ngọc", "Ng&#7885;c"),
};

describe("wrapping the XML signature of a message", () => {
  test.each(Object.entries(ATTACKS))("%s: never valid with other content", async (_name, attack) => {
    const changed = attack();
    expect(changed).not.toBe(honest);
    const started = performance.now();
    const { result } = await read(changed);
    expect(performance.now() - started).toBeLessThan(2_000);
    if (!result.ok || result.signature.state !== "valid") return;
    const { result: original } = await read(honest);
    expect(original.ok && original.signature.state).toBe("valid");
    expect(result.message).toEqual(original.ok && original.message);
  });
});
