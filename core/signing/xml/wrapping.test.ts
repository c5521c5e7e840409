import { createHmac } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { cpuClock } from "../testing/cpu-clock.ts";
import { createTestPki } from "../testing/test-pki.ts";
import { signXml } from "./sign-xml.ts";
import { BESIDE, MESSAGE, PROFILE } from "./testing/messages.ts";
import { verifyXml } from "./verify-xml.ts";

const pki = createTestPki();
const person = pki.issue({ commonName: "Y Thuý Lan", key: "rsa" });
const attacker = createTestPki();
const forger = attacker.issue({ commonName: "Y Thuý Lan", key: "rsa" });
const options = { trust: pki.trust, revocation: pki.allGood };
const signed = { PROFILE: "", BESIDE: "" };
const profiles = { PROFILE, BESIDE };

beforeAll(async () => {
  for (const [name, profile] of [
    ["PROFILE", PROFILE],
    ["BESIDE", BESIDE],
  ] as const)
    signed[name] = Buffer.from(await signXml(MESSAGE, { profile, signer: person.signer })).toString();
});

const SIGNATURE = /<ds:Signature .*<\/ds:Signature>/s;
const REFERENCE = /<ds:Reference .*?<\/ds:Reference>/gs;
const EVIL = "<m:From>H36.05</m:From><m:To>H99.99</m:To>";
const part = (pattern: RegExp, xml: string): string => {
  const found = pattern.exec(xml)?.[0];
  if (found === undefined) throw new Error(`no ${pattern}`);
  return found;
};
/** The honest header, signature left out, to be hidden somewhere. */
const HEADER = /<m:Header .*<\/m:Header>/s;
const header = (xml: string) => part(HEADER, xml).replace(SIGNATURE, "");
const forgedHeader = (xml: string, id: string) =>
  header(xml)
    .replace(/Id="[^"]*"/, id)
    .replace(/<m:To>.*?<\/m:To>/, "<m:To>H99.99</m:To>");
const swapReferences = (xml: string, i: number, j: number) => {
  const all = xml.match(REFERENCE) ?? [];
  return xml.replaceAll(REFERENCE, (each) =>
    each === all[i] ? (all[j] ?? "") : each === all[j] ? (all[i] ?? "") : each,
  );
};
const insertAfter = (xml: string, marker: string, text: string) => xml.replace(marker, `${marker}${text}`);
const withMethod = (xml: string, uri: string) => xml.replace(/xmldsig-more#rsa-sha256/, uri);

/** Each must be refused, whether the signature stands in the header or beside it. */
const ATTACKS: Record<string, (xml: string) => string> = {
  "changed text in the header": (x) => x.replace("H36.08", "H99.99"),
  "changed text in an attachment": (x) => x.replace("UEsDBA==", "AAAABA=="),
  "changed attribute of an attachment": (x) => x.replace("phụ lục.xlsx", "phụ lục.exe"),
  "honest header moved into the signature, a forged one in its place": (x) =>
    x
      .replace(/<m:From>.*<\/m:To>/, EVIL)
      .replace("</ds:Signature>", `<ds:Object>${header(x)}</ds:Object></ds:Signature>`),
  "honest header beside a forged one without identifier": (x) =>
    insertAfter(x, "<m:Envelope>", forgedHeader(x, "")),
  "honest header beside a forged one with its identifier": (x) =>
    insertAfter(x, "<m:Envelope>", forgedHeader(x, 'Id="part-1"')),
  "forged header under an xml:id": (x) => insertAfter(x, "<m:Envelope>", forgedHeader(x, 'xml:id="part-1"')),
  "forged header under an ID in capitals": (x) =>
    insertAfter(x, "<m:Envelope>", forgedHeader(x, 'ID="part-1"')),
  "forged header under an id in small letters": (x) =>
    insertAfter(x, "<m:Envelope>", forgedHeader(x, 'id="part-1"')),
  "forged header under an identifier of another namespace": (x) =>
    insertAfter(x, "<m:Envelope>", forgedHeader(x, 'xmlns:u="urn:u" u:Id="part-1"')),
  "identifier renamed to ID": (x) => x.replace(' Id="part-1"', ' ID="part-1"'),
  "identifier moved into a namespace": (x) => x.replace(' Id="part-1"', ' xmlns:u="urn:u" u:Id="part-1"'),
  "header of another namespace in front": (x) =>
    insertAfter(
      x,
      "<m:Envelope>",
      forgedHeader(x, "").replaceAll("m:", "n:").replace("<n:Header", '<n:Header xmlns:n="urn:n"'),
    ),
  "honest header wrapped, forged one around it": (x) =>
    x.replace(HEADER, (all) => `<m:Header>${EVIL}${all}</m:Header>`),
  "honest envelope moved below a wrapper": (x) =>
    x.replace(
      /<m:Envelope>.*<\/m:Envelope>/s,
      (all) => `<m:Envelope><m:Header>${EVIL}</m:Header></m:Envelope><m:Old>${all}</m:Old>`,
    ),
  "second envelope": (x) =>
    insertAfter(x, "</m:Envelope>", `<m:Envelope><m:Header>${EVIL}</m:Header></m:Envelope>`),
  "second root around everything": (x) =>
    `<m:Message xmlns:m="urn:test:message"><m:Envelope><m:Header>${EVIL}</m:Header></m:Envelope>${x}</m:Message>`,
  "attachment added": (x) =>
    insertAfter(x, "<m:Attachments>", '<m:Attachment name="virus.exe">AAAA</m:Attachment>'),
  "attachment removed": (x) => x.replace(/<m:Attachment .*?<\/m:Attachment>/s, ""),
  "attachments exchanged": (x) => {
    const [one, two] = x.match(/<m:Attachment .*?<\/m:Attachment>/gs) ?? [];
    return x.replace(/<m:Attachment .*<\/m:Attachment>/s, `${two}${one}`);
  },
  "attachment put into the envelope": (x) => {
    const one = part(/<m:Attachment .*?<\/m:Attachment>/s, x);
    return x.replace(one, "").replace("</m:Envelope>", `${one}</m:Envelope>`);
  },
  "list of attachments doubled": (x) =>
    insertAfter(
      x,
      "</m:Attachments>",
      '<m:Attachments><m:Attachment name="x">AAAA</m:Attachment></m:Attachments>',
    ),
  "reference to the header removed": (x) => x.replace(part(/<ds:Reference .*?<\/ds:Reference>/s, x), ""),
  "reference to an attachment removed": (x) => x.replace((x.match(REFERENCE) ?? [])[1] ?? "", ""),
  "all references removed": (x) => x.replaceAll(REFERENCE, ""),
  "references in another order": (x) => swapReferences(x, 1, 2),
  "one reference twice": (x) =>
    x.replace((x.match(REFERENCE) ?? [])[2] ?? "", (x.match(REFERENCE) ?? [])[1] ?? ""),
  "reference to the whole document": (x) => x.replace('URI="#part-1"', 'URI=""'),
  "reference without URI": (x) => x.replace(' URI="#part-1"', ""),
  "reference by XPointer": (x) => x.replace('URI="#part-1"', "URI=\"#xpointer(id('part-1'))\""),
  "reference to a file": (x) => x.replace('URI="#part-1"', 'URI="file:///etc/passwd"'),
  "reference to the network": (x) => x.replace('URI="#part-1"', 'URI="http://127.0.0.1/x"'),
  "XPath transform": (x) =>
    x.replace(
      '2001/10/xml-exc-c14n#"></ds:Transform>',
      'TR/1999/REC-xpath-19991116"><ds:XPath>true()</ds:XPath></ds:Transform>',
    ),
  "XSLT transform": (x) =>
    x.replace('2001/10/xml-exc-c14n#"></ds:Transform>', 'TR/1999/REC-xslt-19991116"></ds:Transform>'),
  "base64 transform": (x) =>
    x.replace('2001/10/xml-exc-c14n#"></ds:Transform>', '2000/09/xmldsig#base64"></ds:Transform>'),
  "canonical form with comments": (x) => x.replaceAll("xml-exc-c14n#", "xml-exc-c14n#WithComments"),
  "inclusive canonical form": (x) =>
    x.replaceAll(
      "http://www.w3.org/2001/10/xml-exc-c14n#",
      "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
    ),
  "prefix list": (x) =>
    x.replace(
      'xml-exc-c14n#"></ds:CanonicalizationMethod>',
      'xml-exc-c14n#"><InclusiveNamespaces xmlns="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="m"/></ds:CanonicalizationMethod>',
    ),
  "comment that cuts a text": (x) => x.replace("H36.08", "H36.<!-- -->08"),
  "comment in a digest": (x) => x.replace(/<ds:DigestValue>../, "$&<!-- -->"),
  "comment in front": (x) => `<!-- x -->${x}`,
  "CDATA section": (x) => x.replace("H36.08", "<![CDATA[H36.08]]>"),
  "processing instruction": (x) => x.replace("H36.08", "H36<?x y?>.08"),
  "document type with entity": (x) => `<!DOCTYPE m [<!ENTITY e "H36.08">]>${x.replace("H36.08", "&e;")}`,
  "document type with external entity": (x) =>
    `<!DOCTYPE m [<!ENTITY e SYSTEM "file:///etc/passwd">]>${x.replace("H36.08", "&e;")}`,
  "document type with default attribute": (x) => `<!DOCTYPE m [<!ATTLIST m:Header Id CDATA "part-1">]>${x}`,
  "document type alone": (x) => `<!DOCTYPE m>${x}`,
  "xml:base on the root": (x) => x.replace("<m:Message", '<m:Message xml:base="http://x/"'),
  "xml:base in the signature": (x) => x.replace("<ds:KeyInfo>", '<ds:KeyInfo xml:base="http://x/">'),
  "namespace redefined inside the header": (x) => x.replace("<m:To>", '<m:To xmlns:m="urn:other">'),
  "prefix of the signature redefined": (x) =>
    x.replace("<ds:SignedInfo", '<ds:SignedInfo xmlns:ds="urn:other"'),
  "signature in another namespace": (x) => x.replaceAll('http://www.w3.org/2000/09/xmldsig#"', 'urn:other"'),
  "HMAC with the certificate as key": (x) => {
    const value = createHmac("sha256", person.identity.certificate).update("SignedInfo").digest("base64");
    return withMethod(x, "xmldsig-more#hmac-sha256").replace(/(<ds:SignatureValue[^>]*>)[^<]*/, `$1${value}`);
  },
  "SHA-1 signature": (x) =>
    x.replace(
      "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
      "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
    ),
  "MD5 signature": (x) => withMethod(x, "xmldsig-more#rsa-md5"),
  "MD5 digests": (x) => x.replaceAll("2001/04/xmlenc#sha256", "2001/04/xmldsig-more#md5"),
  "SHA-1 digests": (x) => x.replaceAll("2001/04/xmlenc#sha256", "2000/09/xmldsig#sha1"),
  "another RSA hash": (x) => withMethod(x, "xmldsig-more#rsa-sha384"),
  "ECDSA named for an RSA key": (x) => withMethod(x, "xmldsig-more#ecdsa-sha256"),
  "method with a parameter": (x) =>
    x.replace(
      'rsa-sha256"></ds:SignatureMethod>',
      'rsa-sha256"><ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>',
    ),
  "KeyValue in place of the certificate": (x) =>
    x.replace(/<ds:X509Data>.*<\/ds:X509Data>/s, "<ds:KeyValue><ds:RSAKeyValue/></ds:KeyValue>"),
  "KeyValue beside the certificate": (x) => insertAfter(x, "<ds:KeyInfo>", "<ds:KeyName>k</ds:KeyName>"),
  RetrievalMethod: (x) => insertAfter(x, "<ds:KeyInfo>", '<ds:RetrievalMethod URI="#x"/>'),
  "forger's certificate in front": (x) =>
    insertAfter(
      x,
      "<ds:X509Data>",
      `<ds:X509Certificate>${Buffer.from(forger.identity.certificate).toString("base64")}</ds:X509Certificate>`,
    ),
  "broken certificate in front": (x) =>
    insertAfter(x, "<ds:X509Data>", "<ds:X509Certificate>AAAA</ds:X509Certificate>"),
  "no KeyInfo": (x) => x.replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/s, ""),
  "empty certificate": (x) => x.replace(/(<ds:X509Certificate>)[^<]*/, "$1"),
  "empty Signature": (x) =>
    x.replace(SIGNATURE, '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"></ds:Signature>'),
  "empty SignatureValue": (x) => x.replace(/(<ds:SignatureValue[^>]*>)[^<]*/, "$1"),
  "empty DigestValue": (x) => x.replace(/(<ds:DigestValue>)[^<]*/, "$1"),
  "letters that base64 readers skip": (x) => x.replace(/(<ds:DigestValue>)/, "$1!!!!"),
  "stray bits behind base64": (x) =>
    x.replace(/<ds:DigestValue>([^<]*).=</, (_all, head: string) => `<ds:DigestValue>${head}B=<`),
  "two Signatures": (x) => x.replace(SIGNATURE, (all) => all + all),
  "Signature inside a Signature": (x) =>
    x.replace("</ds:Signature>", `<ds:Object>${part(SIGNATURE, x)}</ds:Object></ds:Signature>`),
  "Signature inside another element": (x) => x.replace(SIGNATURE, (all) => `<m:Box>${all}</m:Box>`),
  "Signature moved to the root": (x) =>
    x.replace(SIGNATURE, "").replace("</m:Message>", `${part(SIGNATURE, x)}</m:Message>`),
  "two SignedInfos": (x) => x.replace(/<ds:SignedInfo.*<\/ds:SignedInfo>/s, (all) => all + all),
  "two SignatureValues": (x) => x.replace(/<ds:SignatureValue.*<\/ds:SignatureValue>/s, (all) => all + all),
  "two DigestValues": (x) => x.replace(/<ds:DigestValue>[^<]*<\/ds:DigestValue>/, (all) => all + all),
  "text in SignedInfo": (x) => x.replace("<ds:SignatureMethod", "x<ds:SignatureMethod"),
  "foreign element in SignedInfo": (x) =>
    x.replace("<ds:SignatureMethod", '<e xmlns="urn:e"/><ds:SignatureMethod'),
  "manifest in an Object": (x) =>
    x.replace(
      "</ds:Signature>",
      '<ds:Object><ds:Manifest><ds:Reference URI="#part-1"/></ds:Manifest></ds:Object></ds:Signature>',
    ),
  "content beside the parts": (x) => x.replace("</m:Message>", "<m:Note>Đã duyệt</m:Note></m:Message>"),
  "text beside the parts": (x) => x.replace("</m:Message>", "Đã duyệt</m:Message>"),
  "attribute on the root": (x) => x.replace("<m:Message", '<m:Message priority="high"'),
  "white space in the header": (x) => x.replace("<m:To>", " <m:To>"),
  "nothing after the text": (x) => x.slice(0, -12),
  "UTF-16 declared": (x) => `<?xml version="1.0" encoding="UTF-16"?>${x}`,
  "XML 1.1": (x) => `<?xml version="1.1"?>${x}`,
};

describe("signature wrapping and its relatives", () => {
  for (const place of ["PROFILE", "BESIDE"] as const) {
    it(`the honest message holds (${place})`, async () => {
      expect(
        (await verifyXml(signed[place], { ...options, profile: profiles[place] })).signature?.counts,
      ).toBe(true);
    });

    it.each(Object.entries(ATTACKS))(`%s is refused (${place})`, async (_name, attack) => {
      const changed = attack(signed[place]);
      expect(changed).not.toBe(signed[place]);
      const verdict = await verifyXml(changed, { ...options, profile: profiles[place] });
      expect(verdict.signature?.counts ?? false).toBe(false);
      expect(verdict.signed).toBeUndefined();
      expect(verdict.problem ?? verdict.signature?.subIndication).toBeDefined();
    });
  }

  it("a forger who signs under a root of his own is not trusted", async () => {
    const forged = await signXml(MESSAGE, { profile: PROFILE, signer: forger.signer });
    expect((await verifyXml(forged, { ...options, profile: PROFILE })).signature).toMatchObject({
      counts: false,
      subIndication: "NO_CERTIFICATE_CHAIN_FOUND",
    });
  });

  it("spellings that mean the same octets hold: character references, quotes, order of attributes, empty tags", async () => {
    const same = signed.BESIDE.replace("H36.08", "&#72;36.0&#x38;")
      .replace('digest="sha256:9f"', "digest='sha256:9f'")
      .replace(/<ds:Transform ([^>]*)><\/ds:Transform>/, "<ds:Transform  $1 />");
    expect(same).not.toBe(signed.BESIDE);
    expect((await verifyXml(same, { ...options, profile: BESIDE })).signed?.header.children).not.toEqual([]);
  });
});

describe("what is made to exhaust", () => {
  const wide = (count: number, one: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => one(i)).join("");
  const BOMBS: Record<string, () => string> = {
    "900 references": () =>
      signed.BESIDE.replace(/(<ds:Reference .*?<\/ds:Reference>)/s, (all) => all.repeat(900)),
    "100,000 references": () =>
      signed.BESIDE.replace(/(<ds:Reference .*?<\/ds:Reference>)/s, (all) => all.repeat(30_000)),
    "deep nesting": () => `${"<a>".repeat(200_000)}${"</a>".repeat(200_000)}`,
    "many elements": () => `<a>${"<b/>".repeat(2_000_000)}</a>`,
    "many attributes": () => `<a ${wide(200_000, (i) => `a${i}="" `)}/>`,
    "many prefixes": () =>
      `<a ${wide(60, (i) => `xmlns:p${i}="u${i}" `)}>${wide(90, (i) => `<b ${wide(60, (j) => `xmlns:q${i}x${j}="u" `)}>`)}`,
    "a long namespace used by many": () =>
      `<r xmlns:n="${"u".repeat(1_000_000)}">${"<n:a/>".repeat(100_000)}</r>`,
    "entities in entities": () =>
      `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">${wide(20, (i) => `<!ENTITY a${i} "${"&a;".repeat(10)}">`)}]><a>&a19;</a>`,
    "a text without end": () => `<a>${"x".repeat(8_000_000)}`,
    "an attribute without end": () => `<a b="${"x".repeat(7_000_000)}`,
    "a name without end": () => `<${"x".repeat(7_000_000)}`,
  };
  it.each(Object.entries(BOMBS))("%s ends within two seconds", async (_name, make) => {
    const xml = make();
    const cpuTime = cpuClock();
    const verdict = await verifyXml(xml, { ...options, profile: BESIDE });
    expect(cpuTime()).toBeLessThan(2_000);
    expect(verdict.signature?.counts ?? false).toBe(false);
  });
});
