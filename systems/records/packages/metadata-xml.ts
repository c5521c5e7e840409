import type { PackageDescription, PackagedDocument, PackagedEntry } from "./description.ts";
import { element, type Xml, xmlDocument } from "./xml.ts";

/**
 * The file and its documents in order: names of NĐ 30/2020/NĐ-CP PL VI part II, and after them what TT 05/2025/TT-BNV
 * adds (keywords, access, reliability, identifiers).
 */
export function writeFileXml({
  identifier,
  file,
  documents,
}: Pick<PackageDescription, "identifier" | "file" | "documents">): Uint8Array {
  return xmlDocument(
    element(
      "File",
      { xmlns: "urn:vn:ho-so:1", identifier: file.identifier, package: identifier },
      element(
        "FileCode",
        {},
        element("OrganId", {}, file.organId),
        element("FileCatalog", {}, String(file.fileCatalog)),
        element("FileNotation", {}, file.fileNotation),
      ),
      element("Title", {}, file.title),
      element(
        "Maintenance",
        file.permanent ? { permanent: "true" } : { years: file.years ?? undefined },
        file.maintenance,
      ),
      element("KeptUntil", {}, file.keptUntil),
      element("Rights", {}, file.rights),
      element("Creator", {}, file.creator),
      element("Organ", {}, file.organName),
      element("Unit", {}, file.unitName),
      element("Language", {}, file.language),
      element("StartDate", {}, file.startDate),
      element("EndDate", {}, file.endDate),
      element("Keywords", {}, file.keywords),
      element("DocTotal", {}, String(file.docTotal)),
      element("PageTotal", {}, String(file.pageTotal)),
      element("Description", {}, file.description),
      element("Documents", {}, ...documents.map(documentXml)),
    ),
  );
}

function documentXml(document: PackagedDocument): Xml {
  return element(
    "Document",
    { identifier: document.identifier, kind: document.kind },
    element("DocOrdinal", {}, String(document.order)),
    element("TypeName", {}, document.typeName),
    element("CodeNumber", {}, document.codeNumber),
    element("CodeNotation", {}, document.codeNotation),
    element("IssuedDate", {}, document.issuedDate),
    element("OrganName", {}, document.organName),
    element("Subject", {}, document.subject),
    element("Language", {}, document.language),
    element("PageAmount", {}, document.pageAmount === null ? "" : String(document.pageAmount)),
    element(
      "SignerInfo",
      {},
      element("Position", {}, document.signerPosition),
      element("FullName", {}, document.signerName),
    ),
    element("ArrivalNumber", {}, document.arrivalNumber === null ? "" : String(document.arrivalNumber)),
    element("ArrivalDate", {}, document.arrivalDate),
    element("Reliability", {}, document.reliability),
    element("Withheld", {}, document.withheld),
    ...document.contents.map((content) =>
      element("Content", {
        href: content.path,
        name: content.name,
        type: content.type,
        size: content.size,
        checksum: content.sha256,
        checksumType: "SHA-256",
      }),
    ),
  );
}

/** PREMIS 3: the objects with their checksums, and what happened to the file. */
export function writePremis({ identifier, documents, events }: PackageDescription): Uint8Array {
  const id = (prefix: string, type: string, value: string): readonly Xml[] => [
    element(`premis:${prefix}IdentifierType`, {}, type),
    element(`premis:${prefix}IdentifierValue`, {}, value),
  ];
  const objects = documents.flatMap(({ contents }) =>
    contents.map((content) =>
      element(
        "premis:object",
        { "xsi:type": "premis:file" },
        element("premis:objectIdentifier", {}, ...id("object", "path", content.path)),
        element(
          "premis:objectCharacteristics",
          {},
          element(
            "premis:fixity",
            {},
            element("premis:messageDigestAlgorithm", {}, "SHA-256"),
            element("premis:messageDigest", {}, content.sha256),
          ),
          element("premis:size", {}, String(content.size)),
          element(
            "premis:format",
            {},
            element("premis:formatDesignation", {}, element("premis:formatName", {}, content.type)),
          ),
        ),
        element("premis:originalName", {}, content.name),
      ),
    ),
  );
  const happened = events.map((event, index) =>
    element(
      "premis:event",
      {},
      element("premis:eventIdentifier", {}, ...id("event", "local", `${identifier}-${index + 1}`)),
      element("premis:eventType", {}, event.what),
      element("premis:eventDateTime", {}, event.at),
      element("premis:eventDetailInformation", {}, element("premis:eventDetail", {}, event.note)),
      element("premis:linkingAgentIdentifier", {}, ...id("linkingAgent", "name", event.by)),
    ),
  );
  return xmlDocument(
    element(
      "premis:premis",
      {
        "xmlns:premis": "http://www.loc.gov/premis/v3",
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        version: "3.0",
      },
      ...objects,
      ...happened,
    ),
  );
}

/** METS: every file of the package but this one and the manifest, with checksums, and where the metadata stands. */
export function writeMets(description: PackageDescription, entries: readonly PackagedEntry[]): Uint8Array {
  const { identifier, kind, madeAt, file } = description;
  const checksums = (entry: PackagedEntry) => ({
    MIMETYPE: entry.type,
    SIZE: entry.size,
    CREATED: madeAt,
    CHECKSUM: entry.sha256,
    CHECKSUMTYPE: "SHA-256",
  });
  const located = entries.map((entry, index) => ({ entry, id: `file-${index + 1}` }));
  const metadata = (path: string, mdtype: string): Xml[] =>
    entries
      .filter((entry) => entry.path === path)
      .map((entry) =>
        element("mdRef", {
          LOCTYPE: "URL",
          "xlink:type": "simple",
          "xlink:href": entry.path,
          MDTYPE: mdtype,
          ...checksums(entry),
        }),
      );
  const premis = metadata("metadata/preservation/premis.xml", "PREMIS");
  return xmlDocument(
    element(
      "mets",
      {
        xmlns: "http://www.loc.gov/METS/",
        "xmlns:xlink": "http://www.w3.org/1999/xlink",
        "xmlns:csip": "https://DILCIS.eu/XML/METS/CSIPExtensionMETS",
        OBJID: identifier,
        LABEL: `${file.fileNotation} ${file.title}`,
        TYPE: "Other",
      },
      element(
        "metsHdr",
        { CREATEDATE: madeAt, "csip:OAISPACKAGETYPE": kind.toUpperCase() },
        element("agent", { ROLE: "CREATOR", TYPE: "ORGANIZATION" }, element("name", {}, file.organName)),
      ),
      element(
        "dmdSec",
        { ID: "dmd-1", CREATED: madeAt },
        ...metadata("metadata/descriptive/ho-so.xml", "OTHER"),
      ),
      ...(premis.length > 0
        ? [element("amdSec", { ID: "amd-1" }, element("digiprovMD", { ID: "premis-1" }, ...premis))]
        : []),
      element(
        "fileSec",
        {},
        element(
          "fileGrp",
          { ID: "group-1", USE: "Representations/rep1" },
          ...located.map(({ entry, id }) =>
            element(
              "file",
              { ID: id, ...checksums(entry) },
              element("FLocat", { LOCTYPE: "URL", "xlink:type": "simple", "xlink:href": entry.path }),
            ),
          ),
        ),
      ),
      element(
        "structMap",
        { TYPE: "PHYSICAL" },
        element(
          "div",
          { LABEL: file.fileNotation, DMDID: "dmd-1" },
          ...located.map(({ entry, id }) =>
            element("div", { LABEL: entry.path }, element("fptr", { FILEID: id })),
          ),
        ),
      ),
    ),
  );
}
