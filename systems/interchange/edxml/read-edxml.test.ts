import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReadLimits } from "./limits.ts";
import {
  EXAMPLE_FILE,
  file,
  NEW_DOCUMENT,
  STATUS_03,
  STUB_PDF,
  testSigner,
  written,
} from "./testing/messages.ts";
import { codesOf, NEW_XML, read, readGood, STATUS_XML, withAttachment } from "./testing/reading.ts";
import type { EdxmlMessage } from "./types.ts";

describe("the published examples", () => {
  test("a new document is understood completely", async () => {
    const { message, attachments, violations, warnings, signature, contents } = await readGood(NEW_XML);
    expect(message).toEqual(NEW_DOCUMENT);
    expect(violations).toEqual([]);
    expect(warnings).toEqual([]);
    expect(signature).toEqual({ state: "absent" });
    expect(attachments).toMatchObject([
      {
        name: "125_STTTT-CNTT_signed.pdf",
        contentId: "cid:7f0f5c1e-6a51-4c37-9a8f-1f6f0f3b7a01",
        sniffed: "pdf",
        size: 125,
        unpacked: false,
      },
    ]);
    expect(contents.get("125_STTTT-CNTT_signed.pdf")?.bytes().equals(STUB_PDF)).toBe(true);
  });

  test("a status 03 is understood completely", async () => {
    const { message, violations, warnings } = await readGood(STATUS_XML);
    expect({ message, violations, warnings }).toEqual({ message: STATUS_03, violations: [], warnings: [] });
  });

  test("no cut falls apart inside a character, a reference, CDATA or a signature", async () => {
    const subject = "𐀀ă&<𐀀>ế\r\n]]]> \u{10FFFF}";
    const signed = (
      await written({ ...NEW_DOCUMENT, subject }, [EXAMPLE_FILE], { signer: testSigner("ec") })
    ).toString();
    const cdata = signed.replace(/(<edXML:Place>)Như trên/, "$1<![CDATA[Như]]><!-- 𐀀 - --><![CDATA[ trên]]>");
    for (let chunk = 1; chunk <= 40; chunk++) {
      const { message, signature } = await readGood(cdata, chunk);
      expect(message).toEqual({ ...NEW_DOCUMENT, subject });
      expect(signature.state).toBe("valid");
    }
  });

  test("the result does not depend on how the bytes were cut", async () => {
    for (const chunk of [1, 2, 3, 7, 64])
      expect((await readGood(NEW_XML, chunk)).message).toEqual(NEW_DOCUMENT);
  });
});

describe("dialects", () => {
  test.each<[string, (xml: string) => string, string | undefined]>([
    ["junk before the declaration", (xml) => `1212${xml}`, "D.Junk"],
    ["a byte order mark", (xml) => `\uFEFF${xml}`, undefined],
    ["no declaration", (xml) => xml.replace(/^<\?xml.*\n/, ""), undefined],
    ["CRLF at the end and Windows line ends", (xml) => `${xml.replaceAll("\n", "\r\n")}\r\n`, undefined],
    [
      "the namespace of 2015",
      (xml) => xml.replaceAll("http://www.mic.gov.vn/TBT/QCVN_102_2016", "http://www.e-doc.vn/Schema/"),
      "D.OldNamespace",
    ],
    [
      "an empty DigitalSignature",
      (xml) => xml.replace(/<Signature [^>]*>/, "<edXML:DigitalSignature/>"),
      "D.DigitalSignature",
    ],
    ["a prefixed AttachmentEncoded", prefixAttachments, undefined],
    [
      "xsi and xsd declarations on the root",
      (xml) =>
        xml.replace(
          "<edXML ",
          '<edXML xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xsi:schemaLocation="a b" ',
        ),
      undefined,
    ],
    [
      "comments, instructions and unknown elements",
      (xml) =>
        xml.replace(
          "<edXML:Subject>",
          "<!-- a - b --><?may 1?><edXML:Unknown a='1'><x xmlns='urn:x'/></edXML:Unknown><edXML:Subject>",
        ),
      undefined,
    ],
    ["CDATA", (xml) => xml.replace(/(<edXML:Subject>)(.*?)(<\/)/, "$1<![CDATA[$2]]>$3"), undefined],
    [
      "character references",
      (xml) => xml.replace("<edXML:Subject>V/v", "<edXML:Subject>&#86;&#x2F;v"),
      undefined,
    ],
    [
      "line-wrapped base64",
      (xml) => xml.replace(/(JVBERi0[^<]*)/, (text) => text.replace(/.{20}/g, "$&\r\n  ")),
      undefined,
    ],
    [
      "Bussiness before TraceHeader",
      (xml) =>
        xml.replace(
          /(<edXML:TraceHeader>[\s\S]*<\/edXML:TraceHeader>\s*)(<edXML:Bussiness>[\s\S]*<\/edXML:Bussiness>)/,
          "$2$1",
        ),
      undefined,
    ],
    [
      "an empty SteeringType is taken as 0",
      (xml) => xml.replace("<edXML:SteeringType>1<", "<edXML:SteeringType><"),
      "M.MessageHeader.SteeringType",
    ],
    [
      "priority 5 is taken as 0",
      (xml) => xml.replace("<edXML:Priority>1<", "<edXML:Priority>5<"),
      "M.MessageHeader.OtherInfo.Priority",
    ],
    [
      "a date with the day first",
      (xml) => xml.replace("<edXML:DueDate>2022/03/15<", "<edXML:DueDate>15/03/2022<"),
      "T.MessageHeader.DueDate",
    ],
    ["ContentId without cid:", (xml) => xml.replace("<ContentId>cid:", "<ContentId>"), undefined],
    ["attachment name and type after the content", contentFirst, undefined],
    [
      "an empty optional element",
      (xml) => xml.replace("<edXML:Code>", "<edXML:Fax/><edXML:Code>"),
      undefined,
    ],
  ])("%s", async (_name, change, warning) => {
    const changed = change(NEW_XML);
    expect(changed).not.toBe(NEW_XML);
    const { message, violations, warnings, contents } = await readGood(changed);
    const { steeringType, priority, ...rest } = NEW_DOCUMENT;
    expect(message).toMatchObject(rest);
    expect([steeringType, 0]).toContain(message.kind === "document" ? message.steeringType : -1);
    expect([priority, 0]).toContain(message.kind === "document" ? message.priority : -1);
    expect(violations).toEqual([]);
    expect(warnings.map(({ code }) => code)).toEqual(warning === undefined ? [] : [warning]);
    expect(contents.get("125_STTTT-CNTT_signed.pdf")?.bytes().equals(STUB_PDF)).toBe(true);
  });

  test("the older header order, attributes on the trace list and a large content before its name", async () => {
    const big = Buffer.concat([STUB_PDF, Buffer.alloc(3_000_000, 0x25)]);
    const xml = contentFirst(withAttachment("lớn.pdf", "application/pdf", big));
    const { contents, attachments } = await readGood(xml);
    expect(attachments[0]).toMatchObject({ name: "lớn.pdf", size: big.length, sniffed: "pdf" });
    expect(contents.get("lớn.pdf")?.bytes().equals(big)).toBe(true);
  });

  function prefixAttachments(xml: string): string {
    const prefixed = xml.replace(
      /<(\/?)(AttachmentEncoded|Attachment|ContentId|AttachmentName|Description|ContentType)>/g,
      "<$1edXML:$2>",
    );
    return prefixed.replace(
      "<edXML:AttachmentEncoded>",
      '<edXML:AttachmentEncoded xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">',
    );
  }

  function contentFirst(xml: string): string {
    return xml.replace(
      /(<AttachmentName>[\s\S]*?)(<(?:edXML:)?ContentTransferEncoded[\s\S]*?ContentTransferEncoded>)(\s*<\/Attachment>)/,
      "$2$1$3",
    );
  }
});

describe("what cannot be read says why", () => {
  test.each<[string, string, string | Buffer]>([
    ["nothing", "X.NotXml", ""],
    ["a PDF", "X.NotXml", STUB_PDF],
    ["a web page", "M.edXML", "<html><body>502</body></html>"],
    ["another namespace", "M.edXML.Namespace", '<edXML xmlns="urn:other"/>'],
    ["an empty envelope", "N.MessageHeader", '<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"/>'],
    ["a cut message", "X.Truncated", NEW_XML.slice(0, 3000)],
    ["a DOCTYPE", "X.Doctype", NEW_XML.replace("<edXML ", "<!DOCTYPE edXML [<!ENTITY a 'b'>]><edXML ")],
    ["an entity", "X.Entity", NEW_XML.replace("Kon Tum<", "&kontum;<")],
    ["a bare ampersand", "X.NotWellFormed", NEW_XML.replace("Kon Tum<", "A & B<")],
    ["a forbidden character reference", "X.NotWellFormed", NEW_XML.replace("Kon Tum<", "A&#0;B<")],
    ["a control character", "X.NotWellFormed", NEW_XML.replace("Kon Tum<", "A\u0007B<")],
    ["crossed tags", "X.NotWellFormed", NEW_XML.replace("</edXML:Code>", "</edXML:Cod>")],
    ["two roots", "X.NotWellFormed", `${STATUS_XML}<edXML/>`],
    [
      "a repeated attribute",
      "X.NotWellFormed",
      NEW_XML.replace('version="1.0">', 'version="1.0" version="2">'),
    ],
    ["an undeclared prefix", "X.Namespace", NEW_XML.replaceAll("edXML:Subject", "other:Subject")],
    ["UTF-16", "X.Encoding", Buffer.from(`\uFEFF${STATUS_XML}`, "utf16le")],
    ["a declared legacy encoding", "X.Encoding", STATUS_XML.replace("UTF-8", "windows-1258")],
    ["bytes that are not UTF-8", "X.Encoding", Buffer.from(STATUS_XML, "latin1")],
    ["an unknown status", "M.MessageHeader.StatusCode", STATUS_XML.replace(">03<", ">99<")],
    [
      "a status without an organisation",
      "N.MessageHeader.From.OrganId",
      STATUS_XML.replace("<edXML:OrganId>000.00.31.H34</edXML:OrganId>", ""),
    ],
    [
      "a status for nothing",
      "N.MessageHeader.ResponseFor.DocumentId",
      STATUS_XML.replace(/<edXML:ResponseFor>[\s\S]*<\/edXML:ResponseFor>/, ""),
    ],
    ["no receiver", "N.MessageHeader.To", NEW_XML.replace(/<edXML:To>[\s\S]*<\/edXML:To>/, "")],
    [
      "a malformed sender",
      "T.MessageHeader.From.OrganId",
      NEW_XML.replace("<edXML:OrganId>000.00.14.H34", "<edXML:OrganId>sở tttt"),
    ],
    [
      "an unknown business type",
      "M.TraceHeaderList.Bussiness.BussinessDocType",
      NEW_XML.replace("DocType>0<", "DocType>7<"),
    ],
    ["broken base64", "A.Base64", NEW_XML.replace("JVBERi0", "JVB!Ri0")],
    ["the URL alphabet", "A.Base64", NEW_XML.replace("JVBERi0", "JVB_Ri0")],
    ["a base64 text with a character missing", "A.Base64", NEW_XML.replace("JVBERi0", "JVERi0")],
  ])("%s: %s", async (_name, code, xml) => {
    const { result } = await read(xml);
    expect(result.ok).toBe(false);
    expect(await codesOf(xml)).toContain(code);
    if (!result.ok) for (const { message } of result.problems) expect(message.vi.length).toBeGreaterThan(5);
  });

  test.each<[string, string, Partial<ReadLimits>, string]>([
    ["too long", "L.MessageSize", { messageBytes: 2000 }, NEW_XML],
    ["attachments too large", "L.MessageSize", { attachmentBytes: 100 }, NEW_XML],
    [
      "too deep",
      "L.Depth",
      { depth: 20 },
      NEW_XML.replace("<edXML:Subject>", `${"<a>".repeat(21)}${"</a>".repeat(21)}<edXML:Subject>`),
    ],
    ["too many elements", "L.Elements", { elements: 50 }, NEW_XML],
    ["too many attachments", "L.Elements", { attachments: 0 }, NEW_XML],
    [
      "too many attributes",
      "L.Attributes",
      { attributesPerElement: 1 },
      NEW_XML.replace('version="1.0">', 'version="1.0" b="1">'),
    ],
    ["too much text", "L.Text", { textBytes: 500 }, NEW_XML],
    [
      "an endless tag",
      "L.Tag",
      { tagBytes: 1000 },
      NEW_XML.replace("<edXML:Subject>", `<edXML:Subject a="${"x".repeat(5000)}`),
    ],
  ])("%s: %s", async (_name, code, limits, xml) => {
    const { result } = await read(xml, { limits }, 600);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.problems.map((p) => p.code)).toContain(code);
  });
});

describe("what a strict receiver would refuse is told without losing the message", () => {
  test.each<[string, string, string]>([
    ["N.MessageHeader.Subject", NEW_XML.replace(/<edXML:Subject>.*<\/edXML:Subject>/, ""), "thiếu"],
    [
      "N.MessageHeader.DocumentType.TypeName",
      NEW_XML.replace("<edXML:TypeName>Công văn</edXML:TypeName>", ""),
      "thiếu",
    ],
    ["N.MessageHeader.SignerInfo.FullName", NEW_XML.replace("Nguyễn Văn A", ""), "thiếu"],
    ["N.MessageHeader.DocumentId", NEW_XML.replace(/<edXML:DocumentId>.*<\/edXML:DocumentId>/, ""), "thiếu"],
    ["R.MessageHeader.Subject", NEW_XML.replace("V/v báo cáo", "V/v ".repeat(130)), "ký tự"],
    [
      "R.MessageHeader.PromulgationInfo.PromulgationDate",
      NEW_XML.replace("PromulgationDate>2022", "PromulgationDate>2990"),
      "ngày",
    ],
    ["M.MessageHeader.OtherInfo.Priority", NEW_XML.replace("Priority>1<", "Priority>9<"), "0 đến 4"],
    ["M.MessageHeader.To.OrganId", NEW_XML.replace("000.00.32.H34", "000.00.31.H34"), "lặp"],
    ["T.MessageHeader.To.OrganId", NEW_XML.replace("000.00.32.H34", "huyện"), "mã định danh"],
    [
      "T.MessageHeader.OtherInfo.PageAmount",
      NEW_XML.replace("PageAmount>2<", "PageAmount>hai<"),
      "số nguyên",
    ],
    ["M.MessageHeader.DocumentType.Type", NEW_XML.replace("<edXML:Type>2<", "<edXML:Type>3<"), "1 hoặc 2"],
    [
      "M.MessageHeader.Subject",
      NEW_XML.replace("<edXML:Content>", "<edXML:Subject>khác</edXML:Subject><edXML:Content>"),
      "nhiều hơn",
    ],
    ["M.edXMLManifest.Reference", NEW_XML.replace(/<Attachment>[\s\S]*<\/Attachment>/, ""), "tệp"],
    [
      "N.AttachmentEncoded.Attachment.AttachmentName",
      NEW_XML.replace(/<AttachmentName>.*?<\/AttachmentName>/, ""),
      "tên",
    ],
    [
      "N.AttachmentEncoded.Attachment.ContentTransferEncoded",
      NEW_XML.replace(/JVBERi0[^<]*/, ""),
      "nội dung",
    ],
  ])("%s", async (code, xml, word) => {
    const { violations, message } = await readGood(xml);
    expect(violations.map((v) => v.code)).toContain(code);
    expect(message.from).toEqual(NEW_DOCUMENT.from);
    expect(violations.find((v) => v.code === code)?.message.vi.toLowerCase()).toContain(word);
  });
});

describe("reading what was written", () => {
  const words = fc
    .string({ minLength: 1, maxLength: 40, unit: "grapheme" })
    .filter((s) => s.trim() === s && s.isWellFormed() && !/[\p{Cc}\uFFFE\uFFFF]/u.test(s));
  const documents = fc.record({
    subject: words,
    codeNotation: words.filter((s) => [...s].length <= 30),
    content: fc.option(words, { nil: undefined }),
    priority: fc.constantFrom(0, 1, 2, 3, 4),
    steeringType: fc.constantFrom(0, 1, 2),
    toPlaces: fc.option(fc.array(words, { minLength: 1, maxLength: 3 }), { nil: undefined }),
    taskCodes: fc.option(fc.array(words, { minLength: 1, maxLength: 3 }), { nil: undefined }),
    direction: fc.boolean(),
    responseFor: fc.option(fc.constant([STATUS_03.responseFor]), { nil: undefined }),
    business: fc.oneof(
      fc.record({ type: fc.constant("new"), reason: words, paper: fc.boolean() }),
      fc.record({ type: fc.constant("recall"), reason: words, paper: fc.boolean(), documentId: words }),
      fc.record({
        type: fc.constant("update"),
        reason: words,
        paper: fc.boolean(),
        documentId: words,
        contentChanged: fc.boolean(),
        receiversChanged: fc.boolean(),
        receivers: fc.array(
          fc.record({
            organId: fc.constant(NEW_DOCUMENT.from.organId),
            change: fc.constantFrom("removed", "present"),
          }),
          { maxLength: 3 },
        ),
      }),
      fc.record({
        type: fc.constant("replace"),
        reason: words,
        paper: fc.boolean(),
        replaced: fc.array(
          fc.record({ documentId: words, organIds: fc.constant([NEW_DOCUMENT.from.organId]) }),
          { minLength: 1, maxLength: 3 },
        ),
      }),
    ),
  });

  test("gives the same document, for all four shapes", async () => {
    await fc.assert(
      fc.asyncProperty(documents, async (variation) => {
        const message: EdxmlMessage = JSON.parse(JSON.stringify({ ...NEW_DOCUMENT, ...variation }));
        const { message: back, violations } = await readGood(await written(message, [EXAMPLE_FILE]), 333);
        expect(back).toEqual(message);
        expect(violations).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test.each(["01", "02", "03", "04", "05", "06", "13", "15", "16"] as const)(
    "gives the same status %s",
    async (statusCode) => {
      const message = { ...STATUS_03, statusCode, description: `Lý do & “nguồn” <${statusCode}>` };
      expect((await readGood(await written(message))).message).toEqual(message);
    },
  );
});

test("a mutated or cut message gives an answer, never a crash", async () => {
  const signed = await written(NEW_DOCUMENT, [EXAMPLE_FILE, file("a.txt", Buffer.alloc(3000, 66))], {
    signer: testSigner("ec"),
  });
  const mutation = fc.record({
    at: fc.nat(signed.length - 1),
    remove: fc.nat(40),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc
        .constantFrom("<", ">", "&", "]]>", "<![CDATA[", "<!--", '"', "</", "<?", "&#x1;")
        .map((s) => Buffer.from(s)),
    ),
    cut: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 5000 }),
      async (mutations, chunk) => {
        let bytes: Buffer = signed;
        for (const { at, remove, insert, cut } of mutations) {
          bytes = cut
            ? bytes.subarray(0, at)
            : Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);
        }
        const { result } = await read(bytes, {}, chunk);
        if (result.ok) expect(result.message.from.organId).not.toBe("");
        else expect(result.problems.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 500 },
  );
});
