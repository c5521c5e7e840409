import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentXml, statusXml } from "../axis/raw-client.test-support.ts";
import { type EdxmlHeader, UnreadableEdxml } from "./edxml-header.ts";
import { EdxmlScanner } from "./scan-edxml.ts";

function scan(message: Buffer | string, cuts: number[] = []): EdxmlHeader {
  const bytes = Buffer.from(message);
  const scanner = new EdxmlScanner();
  let from = 0;
  for (const cut of [...cuts.map((c) => c % bytes.length), bytes.length].sort((a, b) => a - b)) {
    scanner.write(bytes.subarray(from, cut));
    from = cut;
  }
  return scanner.finish();
}

function defectOf(message: Buffer | string): string {
  try {
    scan(message);
    return "none";
  } catch (error) {
    if (error instanceof UnreadableEdxml) return error.defect;
    throw error;
  }
}

const DOCUMENT = documentXml("000.00.13.H34", ["000.00.00.G14", "G09"], {
  number: "125",
  subject: "V/v đường truyền &amp; &#8220;mạng&#8221;",
  content: Buffer.alloc(900, 255).toString("base64"),
});

describe("reading", () => {
  it("reads the header of a document and of a status", () => {
    expect(scan(DOCUMENT)).toMatchObject({
      kind: "document",
      from: { organId: "000.00.13.H34" },
      to: [{ organId: "000.00.00.G14" }, { organId: "G09" }],
      documentId: "000.00.13.H34,2022/03/04,125/STTTT-CNTT",
      codeNumber: "125",
      codeNotation: "STTTT-CNTT",
      typeName: "Công văn",
      subject: "V/v đường truyền & “mạng”",
      businessType: 0,
      attachmentNames: ["a.pdf"],
    });
    const about = { organId: "H34", code: "1/X", documentId: "H34,2022/03/04,1/X" };
    expect(scan(statusXml("G14", about, "13", "Gửi nhầm"))).toMatchObject({
      kind: "status",
      statusCode: "13",
      description: "Gửi nhầm",
      responseFor: [about],
      traceInsertion: undefined,
    });
  });

  it("reads the same however the bytes are cut", () => {
    const whole = scan(DOCUMENT);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: Buffer.byteLength(DOCUMENT) }), { maxLength: 40 }), (cuts) => {
        expect(scan(DOCUMENT, cuts)).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });

  it("takes the dialects: junk before the declaration, a byte order mark, the old namespace, prefixes everywhere", () => {
    const whole = scan(DOCUMENT);
    const shifted = (bytes: number) => ({
      ...whole,
      traceInsertion: { prefix: "edXML:", byteOffset: (whole.traceInsertion?.byteOffset ?? 0) + bytes },
    });
    expect(scan(`1212${DOCUMENT}`)).toEqual(shifted(4));
    expect(scan(`\uFEFF${DOCUMENT}`)).toEqual(shifted(3));
    const old = DOCUMENT.replaceAll("http://www.mic.gov.vn/TBT/QCVN_102_2016", "http://www.e-doc.vn/Schema/");
    expect(scan(old).to).toEqual(whole.to);
    const prefixed = DOCUMENT.replace(
      "<edXML xmlns=",
      '<edXML xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016" xmlns=',
    ).replaceAll(/<(\/?)(AttachmentEncoded|Attachment|AttachmentName)>/g, "<$1edXML:$2>");
    expect(scan(prefixed).attachmentNames).toEqual(["a.pdf"]);
    expect(scan(DOCUMENT.replaceAll("\n", "\r\n")).subject).toBe(whole.subject);
  });

  it("names the place of the next TraceHeader, also in a list that has none", () => {
    const none = DOCUMENT.replace(/<edXML:TraceHeader>.*?<\/edXML:TraceHeader>/s, "");
    const { byteOffset = 0, prefix } = scan(none).traceInsertion ?? {};
    expect(prefix).toBe("edXML:");
    expect(Buffer.from(none).subarray(byteOffset).toString()).toMatch(/^<\/edXML:TraceHeaderList>/);
    const empty = none.replace(
      /<edXML:TraceHeaderList>.*<\/edXML:TraceHeaderList>/s,
      "<edXML:TraceHeaderList/>",
    );
    expect(scan(empty).traceInsertion).toBeUndefined();
  });
});

describe("refusing", () => {
  it("answers every truncation and every changed byte with a defect or a reading, never with a crash", () => {
    const bytes = Buffer.from(DOCUMENT);
    for (let length = 0; length < bytes.length; length += 7) {
      expect(defectOf(bytes.subarray(0, length)), `${length} bytes`).toBe("not-well-formed");
    }
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), (at, value) => {
        const changed = Buffer.from(bytes);
        changed[at] = value;
        expect(["none", "not-well-formed", "not-to-standard", "has-doctype"]).toContain(defectOf(changed));
      }),
      { numRuns: 500 },
    );
  });

  it("refuses entities, foreign roots, bytes that are not UTF-8 and markup inside base64", () => {
    expect(defectOf(DOCUMENT.replace("?>", '?><!DOCTYPE edXML SYSTEM "file:///etc/passwd">'))).toBe(
      "has-doctype",
    );
    expect(defectOf(DOCUMENT.replace("Công văn", "&xxe;"))).toBe("not-well-formed");
    expect(defectOf("<html/>")).toBe("not-to-standard");
    expect(defectOf('<edXML xmlns="urn:other"/>')).toBe("not-to-standard");
    expect(defectOf(Buffer.from(DOCUMENT, "latin1"))).toBe("not-well-formed");
    expect(defectOf(Buffer.from(DOCUMENT, "utf16le"))).toBe("not-well-formed");
    expect(defectOf(DOCUMENT.replace("////", "//&/"))).toBe("not-well-formed");
    expect(defectOf(DOCUMENT.replace("////", "//]]>/"))).toBe("not-well-formed");
    expect(defectOf(DOCUMENT.replace("<edXML:BussinessDocType>0", "<edXML:BussinessDocType>7"))).toBe(
      "not-to-standard",
    );
  });

  it("passes base64 of any length but holds no more than 8 MB of anything else", () => {
    const long = "QUJD".repeat(4_000_000);
    const message = (content: string) => documentXml("A", ["B"], { content });
    expect(defectOf(message(long))).toBe("none");
    expect(defectOf(message(`<![CDATA[${long}]]>`))).toBe("not-to-standard");
    expect(defectOf(documentXml("A", ["B"], { subject: long }))).toBe("not-to-standard");
    expect(defectOf(`<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016" a="${long}"/>`)).toBe(
      "not-to-standard",
    );
  });
});
