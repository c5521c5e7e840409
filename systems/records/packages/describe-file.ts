import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { findOrganisation } from "../../../core/directory/index.ts";
import { historyLabel } from "../history-words.ts";
import { keptUntil } from "../retention.ts";
import { ACCESS_WORDS, retentionWords } from "../states.ts";
import { type DescribedItem, itemsOf } from "../work-files/items.ts";
import type { WorkFile } from "../work-files/work-file.ts";
import {
  DATA_FOLDER,
  type PackageDescription,
  type PackagedContent,
  type PackagedDocument,
} from "./description.ts";

/** What a submission package says of a file, from the house as it is at this moment. */
export async function describeFile(
  queries: Queries,
  file: WorkFile,
): Promise<Pick<PackageDescription, "file" | "documents" | "events">> {
  const [items, organisation, history] = await Promise.all([
    itemsOf(queries, file.id),
    findOrganisation(queries, file.organisation_id, localDateOf(new Date())),
    queries
      .selectFrom("records.history")
      .select(["at", "by_name", "by_position", "action", "note"])
      .where("file_id", "=", file.id)
      .orderBy("id")
      .execute(),
  ]);
  const documents = items.map(packagedDocument);
  const days = documents
    .map((document) => document.issuedDate)
    .filter((day) => day !== "")
    .sort();
  return {
    file: {
      identifier: file.id,
      organId: organisation?.code102 ?? "",
      organName: file.organisation_name,
      unitName: file.unit_name,
      fileCatalog: file.year,
      fileNotation: file.notation,
      title: file.title,
      maintenance: retentionWords(file).vi,
      permanent: file.permanent,
      years: file.years,
      keptUntil: keptUntil(file, file.closed_on) ?? "",
      rights: ACCESS_WORDS[file.access].vi,
      creator: file.keeper_name,
      language: file.language,
      startDate: days[0] ?? file.opened_on,
      endDate: days.at(-1) ?? file.closed_on ?? "",
      keywords: file.keywords,
      description: file.description,
      docTotal: documents.length,
      pageTotal: documents.reduce((sum, document) => sum + (document.pageAmount ?? 0), 0),
    },
    documents,
    events: history.map((line) => ({
      at: vietnamTime(line.at),
      what: historyLabel(line.action).vi,
      by: [line.by_name, line.by_position].filter(Boolean).join(", "),
      note: line.note,
    })),
  };
}

/** ISO 8601 with the zone of Vietnam (QĐ 28/2018/QĐ-TTg Art. 14.4). */
export function vietnamTime(at: Date): string {
  return `${new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`;
}

const SECRET = "Văn bản mật: không đóng gói, giao nhận riêng theo quy định bảo vệ bí mật nhà nước";
const GONE = "Văn bản không còn trong hệ thống";

/** A document of which a reader learns nothing but that it is there. */
export function hiddenDocument({ order, kind, language }: PackagedDocument): PackagedDocument {
  return { ...blank(order, kind), language, identifier: "", withheld: "Không có quyền xem" };
}

function blank(order: number, kind: PackagedDocument["kind"]): Omit<PackagedDocument, "identifier"> {
  return {
    order,
    kind,
    typeName: "",
    codeNumber: "",
    codeNotation: "",
    issuedDate: "",
    organName: "",
    subject: "",
    language: "Tiếng Việt",
    pageAmount: null,
    signerName: "",
    signerPosition: "",
    arrivalNumber: null,
    arrivalDate: "",
    confidentiality: 0,
    reliability: "",
    withheld: "",
    contents: [],
  };
}

function packagedDocument({ item, document }: DescribedItem): PackagedDocument {
  const order = item.position;
  const nothing = blank(order, item.kind);
  if (item.kind === "material") {
    const content = {
      sha256: item.file_sha256 ?? "",
      size: Number(item.file_size),
      name: item.file_name ?? "tai-lieu",
      type: item.file_type ?? "application/octet-stream",
    };
    return {
      ...nothing,
      identifier: item.id,
      typeName: "Tài liệu",
      subject: item.title,
      issuedDate: item.material_date ?? "",
      reliability: "Tài liệu điện tử",
      contents: [placed(order, 0, content)],
    };
  }
  if (!document) return { ...nothing, identifier: item.document_id ?? item.id, withheld: GONE };
  const named = {
    ...nothing,
    identifier: document.id,
    codeNumber: document.codeNumber,
    codeNotation: document.codeNotation,
    issuedDate: document.issuedDate ?? "",
    confidentiality: document.confidentiality,
  };
  if (document.confidentiality > 0) return { ...named, withheld: SECRET };
  return {
    ...named,
    typeName: document.typeName,
    organName: document.issuer,
    subject: document.abstract,
    pageAmount: document.pageAmount,
    signerName: document.signerName,
    signerPosition: document.signerPosition,
    arrivalNumber: document.arrivalNumber,
    arrivalDate: document.arrivedAt ? vietnamTime(document.arrivedAt) : "",
    reliability: document.contents.length > 0 ? "Bản điện tử" : "Bản giấy",
    contents: document.contents.map((content, index) => placed(order, index, content)),
  };
}

function placed(order: number, index: number, content: Omit<PackagedContent, "path">): PackagedContent {
  const number = String(order).padStart(4, "0");
  const part = String(index).padStart(2, "0");
  return { ...content, path: `${DATA_FOLDER}/${number}-${part}-${plainName(content.name)}` };
}

/** A name that every operating system and zip program reads alike: ASCII letters, digits, dot and dash. */
function plainName(name: string): string {
  const plain = name
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replaceAll("đ", "d")
    .replaceAll("Đ", "D")
    .replace(/[^A-Za-z0-9.]+/g, "-")
    .replace(/\.{2,}/g, ".")
    .replace(/^[-.]+|[-.]+$/g, "");
  return plain.slice(-80).replace(/^[-.]+/, "") || "tep";
}
