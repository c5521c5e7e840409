import { assertMay } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { appointmentsOf, findOrganisation, findPerson } from "../../../core/directory/index.ts";
import { FormRefusal, Refusal } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { isUuid, lockCertificate, nextCertificateState } from "../certificate.ts";
import { itUnitsOn, subjectOf } from "../managers.ts";
import { mayRequest } from "../permissions.ts";
import type { CertificateKind, Device, HolderKind, LaterRequestKind } from "../states.ts";
import { recordRequest } from "./request.ts";

/** What the official form asks for besides what the register and the directory know. */
export interface RequestDetails {
  readonly reason: string;
  readonly email?: string;
  readonly mobile?: string;
  readonly identityNumber?: string;
}

export interface NewCertificateRequest extends RequestDetails {
  readonly kind: CertificateKind;
  readonly device: Device;
  readonly holders: readonly { readonly kind: HolderKind; readonly id: string }[];
}

/**
 * Drafts requests for new certificates, one for each holder, as one group.
 *
 * @returns ids in the order of the holders
 * @throws FormRefusal on `holders`, AccessDeniedError
 */
export async function draftNewRequests(
  tx: Transaction,
  actor: PersonActor,
  input: NewCertificateRequest,
): Promise<readonly string[]> {
  if (input.holders.length === 0) {
    throw new FormRefusal({
      holders: { vi: "Chọn ít nhất một người hoặc cơ quan.", en: "Choose at least one holder." },
    });
  }
  const units = await itUnitsOn(tx.queries, tx.now);
  const group = uuidv7(tx.now);
  const ids: string[] = [];
  for (const holder of input.holders) {
    const found = await holderOn(tx, holder);
    assertMay(actor, mayRequest, subjectOf(found, units));
    const id = uuidv7(tx.now);
    const row = await tx.queries
      .insertInto("certificates.request")
      .values({
        id,
        group_id: group,
        kind: "new",
        state: "drafted",
        certificate_id: null,
        certificate_kind: input.kind,
        ...found,
        device: input.device,
        ...detailColumns(input),
        email: input.email || found.email,
        result_id: null,
        ...authorColumns(tx, actor),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    recordRequest(tx, row, "certificates.request-draft");
    ids.push(id);
  }
  return ids;
}

/**
 * Drafts the same request for several certificates, as one group.
 *
 * @throws Refusal certificates.wrong-state when it cannot be asked in the state a certificate is in,
 *   certificates.already-asked, AccessDeniedError
 */
export async function draftLaterRequests(
  tx: Transaction,
  actor: PersonActor,
  input: RequestDetails & { readonly kind: LaterRequestKind; readonly certificates: readonly string[] },
): Promise<readonly string[]> {
  if (input.certificates.length === 0) {
    throw new Refusal("certificates.none-chosen", 422, {
      vi: "Chọn ít nhất một chứng thư số.",
      en: "Choose at least one certificate.",
    });
  }
  if (input.reason.trim() === "") {
    throw new FormRefusal({
      reason: { vi: "Ghi lý do đề nghị.", en: "Say why." },
    });
  }
  const units = await itUnitsOn(tx.queries, tx.now);
  const group = uuidv7(tx.now);
  const ids: string[] = [];
  // In one order, so that two groups that overlap cannot wait for each other.
  for (const certificateId of [...new Set(input.certificates)].sort()) {
    const certificate = await lockCertificate(tx, certificateId);
    assertMay(actor, mayRequest, subjectOf(certificate, units));
    nextCertificateState(certificate.state, input.kind);
    await assertNotAsked(tx, certificate.id, input.kind, certificate.holder_name);
    const row = await tx.queries
      .insertInto("certificates.request")
      .values({
        id: uuidv7(tx.now),
        group_id: group,
        kind: input.kind,
        state: "drafted",
        certificate_id: certificate.id,
        certificate_kind: certificate.kind,
        holder_kind: certificate.holder_kind,
        holder_id: certificate.holder_id,
        holder_name: certificate.holder_name,
        holder_title: certificate.holder_title,
        organisation_id: certificate.organisation_id,
        organisation_name: certificate.organisation_name,
        unit_id: certificate.unit_id,
        unit_name: certificate.unit_name,
        device: certificate.device,
        device_serial: certificate.device_serial,
        serial: certificate.serial,
        ...detailColumns(input),
        email: input.email || (await addressOf(tx, certificate)),
        result_id: null,
        ...authorColumns(tx, actor),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    recordRequest(tx, row, "certificates.request-draft");
    ids.push(row.id);
  }
  return ids;
}

async function assertNotAsked(
  tx: Transaction,
  certificateId: string,
  kind: LaterRequestKind,
  name: string,
): Promise<void> {
  const open = await tx.queries
    .selectFrom("certificates.request")
    .select("id")
    .where("certificate_id", "=", certificateId)
    .where("kind", "=", kind)
    .where("state", "in", ["drafted", "submitted"])
    .executeTakeFirst();
  if (!open) return;
  throw new Refusal("certificates.already-asked", 409, {
    vi: `Chứng thư số của ${name} đã có một đề nghị như vậy đang chờ. Mở đề nghị đó để xem hoặc rút lại.`,
    en: `Such a request for the certificate of ${name} is already waiting. Open it to see or withdraw it.`,
  });
}

/** The holder's address in the directory, which the form asks for. */
async function addressOf(
  tx: Transaction,
  holder: Pick<HolderToday, "holder_kind" | "holder_id">,
): Promise<string> {
  const found =
    holder.holder_kind === "person"
      ? await findPerson(tx.queries, holder.holder_id)
      : await findOrganisation(tx.queries, holder.holder_id, localDateOf(tx.now));
  return found?.email ?? "";
}

function detailColumns({ reason, email, mobile, identityNumber }: RequestDetails) {
  return {
    reason: reason.trim(),
    email: email ?? "",
    mobile: mobile ?? "",
    identity_number: identityNumber ?? "",
  };
}

function authorColumns(tx: Transaction, actor: PersonActor) {
  return { created_by: actor.personId, created_by_name: actor.fullName, created_at: tx.now };
}

export interface HolderToday {
  readonly holder_kind: HolderKind;
  readonly holder_id: string;
  readonly holder_name: string;
  readonly holder_title: string;
  readonly organisation_id: string;
  readonly organisation_name: string;
  readonly unit_id: string;
  readonly unit_name: string;
  readonly email: string;
}

/**
 * A holder as the directory knows them on the day of the transaction.
 * @throws FormRefusal on `holders` when they hold no post or do not exist then
 */
export async function holderOn(
  tx: Transaction,
  holder: { readonly kind: HolderKind; readonly id: string },
): Promise<HolderToday> {
  const day = localDateOf(tx.now);
  if (isUuid(holder.id)) {
    if (holder.kind === "organisation") {
      const unit = await findOrganisation(tx.queries, holder.id, day);
      const body = unit && (await findOrganisation(tx.queries, unit.bodyId, day));
      if (unit && body) {
        return {
          holder_kind: "organisation",
          holder_id: unit.id,
          holder_name: unit.name,
          holder_title: "",
          organisation_id: body.id,
          organisation_name: body.name,
          unit_id: unit.id,
          unit_name: unit.name,
          email: unit.email ?? "",
        };
      }
    } else {
      const [person, [post]] = await Promise.all([
        findPerson(tx.queries, holder.id),
        appointmentsOf(tx.queries, holder.id, day),
      ]);
      if (person && post) {
        return {
          holder_kind: "person",
          holder_id: person.id,
          holder_name: person.fullName,
          holder_title: post.title,
          organisation_id: post.organisationId,
          organisation_name: post.organisationName,
          unit_id: post.unitId,
          unit_name: post.unitName,
          email: person.email ?? "",
        };
      }
    }
  }
  throw new FormRefusal({
    holders: {
      vi: "Không thấy người hoặc cơ quan này trong danh bạ hôm nay. Tìm và chọn lại.",
      en: "This holder is not in the directory today. Look for them and choose again.",
    },
  });
}
