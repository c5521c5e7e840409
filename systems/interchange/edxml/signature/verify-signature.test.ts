import { describe, expect, test } from "vitest";
import { EXAMPLE_FILE, file, NEW_DOCUMENT, testSigner, written } from "../testing/messages.ts";
import { readGood } from "../testing/reading.ts";

describe("the XML signature", () => {
  test.each(["rsa", "ec"] as const)(
    "our own %s signature is valid, also after a change of indentation it is not",
    async (kind) => {
      const signer = testSigner(kind);
      const xml = (
        await written(NEW_DOCUMENT, [EXAMPLE_FILE, file("a.txt", Buffer.alloc(200_000, 65))], { signer })
      ).toString();
      expect((await readGood(xml, 997)).signature).toMatchObject({
        state: "valid",
        certificates: signer.certificates,
      });
      expect((await readGood(`\n<!-- c -->${xml.replace(/^<\?xml.*\n/, "")}\r\n`)).signature.state).toBe(
        "valid",
      );
      expect((await readGood(xml.replace("Ngọc Hồi", "Ngọc Hôi"))).signature).toEqual({
        state: "invalid",
        reason: "digest",
      });
      const newDigest = xml.replace(/<DigestValue>.{4}/, "<DigestValue>AAAA");
      expect((await readGood(newDigest)).signature).toEqual({ state: "invalid", reason: "digest" });
      const newValue = xml.replace(/<SignatureValue>.{4}/, "<SignatureValue>AAAA");
      expect((await readGood(newValue)).signature).toEqual({ state: "invalid", reason: "signature" });
      expect((await readGood(xml.replace("><edXML:To>", "> <edXML:To>"))).signature.state).toBe("invalid");
    },
  );

  test("the hops that the axis appends do not break it, but nothing else may be slipped in", async () => {
    const signer = testSigner("rsa");
    const xml = (await written(NEW_DOCUMENT, [EXAMPLE_FILE], { signer })).toString();
    const hop =
      "<edXML:TraceHeader><edXML:OrganId>000.00.00.G22</edXML:OrganId><edXML:Timestamp>2022/03/04 09:16:00</edXML:Timestamp></edXML:TraceHeader>";
    const added = (count: number) =>
      xml.replace("<edXML:Bussiness>", `${hop.repeat(count)}<edXML:Bussiness>`);
    for (const hopsAdded of [0, 1, 3]) {
      const { signature, message } = await readGood(added(hopsAdded), 101);
      expect(signature).toMatchObject({ state: "valid", hopsAdded });
      expect(message.kind === "document" && message.trace).toHaveLength(1 + hopsAdded);
    }
    const elsewhere = xml.replace("<edXML:TraceHeader>", `${hop}<edXML:TraceHeader>`);
    expect((await readGood(elsewhere)).signature.state).toBe("invalid");
    expect((await readGood(added(1).replace("Đăk Hà", "Đăk Tô"))).signature.state).toBe("invalid");
    expect((await readGood(added(9))).signature.state).toBe("invalid");
  });

  test.each<[string, (xml: string) => string]>([
    ["SHA-1", (xml) => xml.replace("2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#rsa-sha1")],
    [
      "an XPath transform",
      (xml) => xml.replace("2000/09/xmldsig#enveloped-signature", "TR/1999/REC-xpath-19991116"),
    ],
    ["a reference elsewhere", (xml) => xml.replace('URI=""', 'URI="#a"')],
    [
      "the edXML namespace",
      (xml) => xml.replace('<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">', "<Signature>"),
    ],
  ])("%s is unsupported, and no reason to refuse", async (_name, change) => {
    const signer = testSigner("rsa");
    const xml = (await written(NEW_DOCUMENT, [EXAMPLE_FILE], { signer })).toString();
    const changed = change(xml);
    expect(changed).not.toBe(xml);
    expect((await readGood(changed)).signature.state).toBe("unsupported");
  });
});
