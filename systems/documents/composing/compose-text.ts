import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import {
  findAppointment,
  findOrganisations,
  getOrganisation,
  holdersOf,
  type Organisation,
} from "../../../core/directory/index.ts";
import { InvalidNotation } from "../../../core/numbering/index.ts";
import { notationOf, placeOf } from "../outgoing/notation.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import { printedAuthority, type SigningForm, signingAuthority } from "../outgoing/signing-authority.ts";
import type { ComposedDocument, RedMark, SignatureBlock } from "./layout/composed.ts";
import { clean, parseText } from "./text/parse-text.ts";
import type { KeptText } from "./texts.ts";
import { formOfType, hasBases } from "./type-forms.ts";
import { listOf, type TypedText } from "./typed-text.ts";

/**
 * Puts together what the layout prints: what was typed, and what the directory knows of issuer, notation, place and
 * signer. Nothing that is missing stops it: a preview shows the gap.
 */
export async function composeText(
  queries: Queries,
  text: Pick<KeptText, "organisation_id" | "unit_id" | "content">,
  at: Date,
): Promise<ComposedDocument> {
  const { content } = text;
  const today = localDateOf(at);
  const organisation = await getOrganisation(queries, text.organisation_id, today);
  const superior = await superiorOf(queries, organisation, today);
  const type = await queries
    .selectFrom("documents.document_type")
    .select(["code", "name", "abbreviation"])
    .where("code", "=", content.documentType)
    .executeTakeFirst();
  const form = formOfType(type?.code ?? "");
  const unit = await getOrganisation(queries, text.unit_id, today);
  const notation = await notationOf(
    queries,
    { organisation, unitId: text.unit_id, abbreviation: type?.abbreviation ?? "" },
    at,
  ).catch((error: unknown) => {
    if (error instanceof InvalidNotation) return "";
    throw error;
  });
  const signer = await signerOf(queries, organisation, content, today);
  const addressees = listOf(clean(content.addressees));
  return {
    form,
    size: content.size === "13" ? 13 : 14,
    typeName: type?.name ?? "",
    superior: superior === undefined ? "" : upper(abbreviated(superior.name)),
    issuers: [spelledOut(organisation.name), ...listOf(clean(content.coIssuers))].map(upper),
    issuerName: spelledOut(organisation.name),
    notation,
    place: placeOf(organisation.name),
    abstract: oneLine(content.abstract),
    addressees,
    authority: upper(oneLine(content.authority) || authorityOf(organisation, signer.headTitle)),
    text: parseText(content.body, hasBases(form)),
    marks: marksOf(content),
    circulation: CIRCULATION[content.circulation] ?? "",
    signer: signer.block,
    coSigner: coSignerOf(content),
    recipients: await recipientsOf(queries, content, {
      addressed: addressees.length > 0,
      unit: unit.id === organisation.id ? "" : (unit.shortName ?? ""),
      today,
    }),
    typist: upper(oneLine(content.typist)),
    address: clean(content.address)
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  };
}

/** Everything the document prints, as one text: what the font must be able to show. */
export function printedText(document: ComposedDocument, content: TypedText): string {
  return clean(
    [
      document.superior,
      ...document.issuers,
      document.notation,
      document.abstract,
      ...document.addressees,
      document.authority,
      content.body,
      ...document.signer.lines,
      document.signer.name,
      ...(document.coSigner ? [...document.coSigner.lines, document.coSigner.name] : []),
      ...document.recipients,
      document.typist,
      ...document.address,
    ].join("\n"),
  );
}

const CIRCULATION: Readonly<Record<string, string>> = {
  return: "XEM XONG TRẢ LẠI",
  internal: "LƯU HÀNH NỘI BỘ",
};

/** Secrecy (the law on state secrets) above urgency (NĐ 30/2020 PL I III.2); widths of the frames in mm. */
const SECRECY: readonly (RedMark | undefined)[] = [
  undefined,
  { text: "MẬT", width: 20 },
  { text: "TỐI MẬT", width: 30 },
  { text: "TUYỆT MẬT", width: 40 },
];
const URGENCY: readonly (RedMark | undefined)[] = [
  undefined,
  { text: "KHẨN", width: 20 },
  { text: "THƯỢNG KHẨN", width: 40 },
  { text: "HỎA TỐC", width: 30 },
  { text: "HỎA TỐC", width: 30 },
];

function marksOf({ confidentiality, urgency }: TypedText): readonly RedMark[] {
  return [SECRECY[Number(confidentiality)], URGENCY[Number(urgency)]].filter((mark) => mark !== undefined);
}

/** Cơ quan chủ quản is printed for bodies that belong to another one, not for committees and ministries (PL I II.2). */
async function superiorOf(
  queries: Queries,
  organisation: Organisation,
  today: string,
): Promise<Organisation | undefined> {
  if (organisation.parentId === null || COLLEGIATE.has(organisation.kind)) return undefined;
  const parent = await getOrganisation(queries, organisation.parentId, today);
  return parent.kind === "government" ? undefined : parent;
}

const COLLEGIATE: ReadonlySet<Organisation["kind"]> = new Set([
  "government",
  "ministry",
  "province",
  "district",
  "commune",
]);

interface Signer {
  readonly block: SignatureBlock;
  readonly headTitle: string;
}

async function signerOf(
  queries: Queries,
  organisation: Organisation,
  content: TypedText,
  today: string,
): Promise<Signer> {
  const leaders = await holdersOf(queries, "leader", organisation.id, today);
  const head = leaders.find((leader) => leader.rank === "head" && leader.organisationId === organisation.id);
  const signer = isUuid(content.signer) ? await findAppointment(queries, content.signer, today) : undefined;
  const headTitle = head?.title ?? signer?.title ?? "";
  if (signer?.organisationId !== organisation.id)
    return { headTitle, block: { lines: [upper(headTitle)], name: "" } };
  const form: SigningForm =
    content.signingForm === "by-order" || content.signingForm === "by-authority"
      ? content.signingForm
      : "own";
  const authority = signingAuthority(signer, organisation, headTitle, form);
  return { headTitle, block: { lines: printedAuthority(authority), name: signer.fullName } };
}

function coSignerOf(content: TypedText): SignatureBlock | undefined {
  const lines = clean(content.coSignerLines)
    .split("\n")
    .map((line) => upper(line.trim()))
    .filter((line) => line !== "");
  const name = oneLine(content.coSignerName);
  return lines.length > 0 || name !== "" ? { lines, name } : undefined;
}

/** Thẩm quyền ban hành unless the author names another: the committee itself, or the head of the body. */
function authorityOf(organisation: Organisation, headTitle: string): string {
  const name = spelledOut(organisation.name);
  return COLLEGIATE.has(organisation.kind) ? name : `${headTitle} ${name}`;
}

/**
 * The lines of "Nơi nhận" (PL I II.9): as typed; without that, "Như trên" and whoever gets it by the axis. "Lưu: VT" and
 * the drafting unit close the list in any case.
 */
async function recipientsOf(
  queries: Queries,
  content: TypedText,
  about: { readonly addressed: boolean; readonly unit: string; readonly today: string },
): Promise<readonly string[]> {
  const typed = listOf(clean(content.toPlaces));
  const keep = `Lưu: VT${about.unit === "" ? "" : `, ${about.unit}`}`;
  const kept = typed.some((line) => /^lưu\s*:/iu.test(line)) ? [] : [keep];
  if (typed.length > 0) return [...typed, ...kept];
  const found = await findOrganisations(queries, content.recipients.filter(isUuid), about.today);
  const order = new Map(content.recipients.map((id, at) => [id, at]));
  const names = [...found]
    .sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
    .map(({ name }) => name);
  return [...(about.addressed ? ["Như trên"] : []), ...(about.addressed ? [] : names), ...kept];
}

/** The issuer's own name is written out (PL I II.2). */
function spelledOut(name: string): string {
  return name
    .replace(/^UBND(?!\p{L})/u, "Ủy ban nhân dân")
    .replace(/^HĐND(?!\p{L})/u, "Hội đồng nhân dân")
    .replace(/(?<!\p{L})UBND(?!\p{L})/gu, "Ủy ban nhân dân");
}

/** The superior's may be abbreviated where that is usual (PL I II.2). */
function abbreviated(name: string): string {
  return name.replace(/Ủy ban nhân dân/giu, "UBND").replace(/Hội đồng nhân dân/giu, "HĐND");
}

function oneLine(text: string): string {
  return clean(text).replace(/\s+/g, " ").trim();
}

function upper(text: string): string {
  return text.toLocaleUpperCase("vi");
}
