import { crc32, deflateRawSync } from "node:zlib";

const W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships";

/** A package with these parts, deflated. `claim` makes the directory say another unpacked size of a part. */
export function zipOf(
  parts: Readonly<Record<string, string | Buffer>>,
  claim: Readonly<Record<string, number>> = {},
): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content);
    // OpenDocument is recognised by this part, which stands uncompressed.
    const stored = name === "mimetype";
    const packed = stored ? bytes : deflateRawSync(bytes);
    const nameBytes = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(stored ? 0 : 8, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(claim[name] ?? bytes.length, 18);
    fields.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), fields, nameBytes, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    centrals.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), fields, rest, nameBytes]));
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(centrals.length, 8);
  end.writeUInt16LE(centrals.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** The parts of a Word document in Times New Roman 14 with these paragraphs. */
export function docxParts(
  paragraphs: readonly string[],
  relationships = "",
  extra = "",
): Record<string, string> {
  const body = paragraphs
    .map(
      (text) =>
        `<w:p><w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`,
    )
    .join("");
  return {
    "[Content_Types].xml":
      '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="${RELATIONSHIPS}"><Relationship Id="rId1" Type="${R}/officeDocument" Target="word/document.xml"/></Relationships>`,
    "word/document.xml": `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="${W}" xmlns:r="${R}"><w:body>${body}${extra}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701"/></w:sectPr></w:body></w:document>`,
    ...(relationships === ""
      ? {}
      : {
          "word/_rels/document.xml.rels": `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="${RELATIONSHIPS}">${relationships}</Relationships>`,
        }),
  };
}

export function docxOf(paragraphs: readonly string[]): Buffer {
  return zipOf(docxParts(paragraphs));
}

/** A relationship to something outside the package. */
export function outside(kind: string, target: string): string {
  return `<Relationship Id="rId9" Type="${R}/${kind}" Target="${target}" TargetMode="External"/>`;
}

/** An OpenDocument text whose body is this XML. */
export function odtOf(body: string, extra: Readonly<Record<string, string>> = {}): Buffer {
  const names = ["office", "text", "draw", "style"]
    .map((name) => {
      const space = name === "draw" ? "drawing" : name;
      return `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${space}:1.0"`;
    })
    .join(" ");
  return zipOf({
    mimetype: "application/vnd.oasis.opendocument.text",
    "content.xml": `<?xml version="1.0" encoding="UTF-8"?><office:document-content ${names} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body><office:text>${body}</office:text></office:body></office:document-content>`,
    "META-INF/manifest.xml":
      '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
    ...extra,
  });
}

/** A compound file whose directory has these names; the first stream starts with `head`. */
export function compoundOf(names: readonly string[], head = Buffer.alloc(12)): Buffer {
  const header = Buffer.alloc(512, 0xff);
  header.write("d0cf11e0a1b11ae1", "hex");
  header.fill(0, 8, 76);
  header.writeUInt16LE(9, 30);
  header.writeUInt32LE(1, 48);
  header.writeUInt32LE(0xfffffffe, 68);
  header.writeUInt32LE(0, 76);
  const table = Buffer.alloc(512, 0xff);
  const directorySectors = Math.ceil((names.length + 1) / 4);
  for (let i = 1; i <= directorySectors; i += 1)
    table.writeUInt32LE(i === directorySectors ? 0xfffffffe : i + 1, i * 4);
  const directory = Buffer.alloc(directorySectors * 512);
  for (const [i, name] of ["Root Entry", ...names].entries()) {
    const bytes = Buffer.from(`${name}\0`, "utf16le");
    bytes.copy(directory, i * 128);
    directory.writeUInt16LE(bytes.length, i * 128 + 64);
    directory.writeUInt32LE(i === 0 ? 0xfffffffe : directorySectors + 1, i * 128 + 116);
    directory.writeUInt32LE(4096, i * 128 + 120);
  }
  const stream = Buffer.alloc(4096);
  head.copy(stream);
  return Buffer.concat([header, table, directory, stream]);
}
