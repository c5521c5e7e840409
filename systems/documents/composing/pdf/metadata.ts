import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type PdfFile, type Ref, textHex } from "./pdf-file.ts";

/** What the file says of itself. */
export interface PdfAbout {
  readonly title: string;
  /** The issuing organisation. */
  readonly author: string;
  readonly subject: string;
  readonly at: Date;
}

const PRODUCER = "Ngọc Linh";

/** Catalog, information, XMP and output intent of a PDF/A-2b file (ISO 19005-2 6.6, 6.2.3). */
export function writeCatalog(
  file: PdfFile,
  about: PdfAbout,
  parts: { readonly pages: Ref; readonly structure: Ref; readonly names: Ref | undefined },
): { readonly root: Ref; readonly info: Ref } {
  const metadata = file.addStream("/Type/Metadata/Subtype/XML", Buffer.from(xmpOf(about), "utf8"), {
    plain: true,
  });
  const profile = file.addStream("/N 3", colourProfile());
  const intent = file.add(
    "<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)" +
      `/DestOutputProfile ${profile} 0 R>>`,
  );
  const names = parts.names === undefined ? "" : `/Names ${parts.names} 0 R`;
  const root = file.add(
    `<</Type/Catalog/Pages ${parts.pages} 0 R/Lang(vi-VN)/MarkInfo<</Marked true>>/StructTreeRoot ${parts.structure} 0 R` +
      `/ViewerPreferences<</DisplayDocTitle true>>/Metadata ${metadata} 0 R/OutputIntents[${intent} 0 R]${names}>>`,
  );
  const day = pdfDate(about.at);
  const info = file.add(
    `<</Title ${textHex(about.title)}/Author ${textHex(about.author)}/Subject ${textHex(about.subject)}` +
      `/Creator ${textHex(PRODUCER)}/Producer ${textHex(PRODUCER)}/CreationDate(${day})/ModDate(${day})>>`,
  );
  return { root, info };
}

/** The colour space of the red marks: the sRGB profile that comes with pdfkit. */
let profile: Buffer | undefined;
function colourProfile(): Buffer {
  profile ??= readFileSync(
    join(dirname(createRequire(import.meta.url).resolve("pdfkit")), "data", "sRGB_IEC61966_2_1.icc"),
  );
  return profile;
}

/** `D:20260305081530+07'00'`, the time of Viet Nam. */
function pdfDate(at: Date): string {
  return `D:${localTime(at).replace(/[-:T]/g, "")}+07'00'`;
}

function localTime(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 19);
}

function xmpOf(about: PdfAbout): string {
  const time = `${localTime(about.at)}+07:00`;
  const alt = (text: string): string =>
    `<rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(text)}</rdf:li></rdf:Alt>`;
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>application/pdf</dc:format><dc:title>${alt(about.title)}</dc:title><dc:creator><rdf:Seq><rdf:li>${escapeXml(about.author)}</rdf:li></rdf:Seq></dc:creator><dc:description>${alt(about.subject)}</dc:description><dc:language><rdf:Bag><rdf:li>vi-VN</rdf:li></rdf:Bag></dc:language></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><xmp:CreatorTool>${PRODUCER}</xmp:CreatorTool><xmp:CreateDate>${time}</xmp:CreateDate><xmp:ModifyDate>${time}</xmp:ModifyDate><pdf:Producer>${PRODUCER}</pdf:Producer></rdf:Description>
</rdf:RDF></x:xmpmeta>
${`${" ".repeat(99)}\n`.repeat(20)}<?xpacket end="w"?>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
