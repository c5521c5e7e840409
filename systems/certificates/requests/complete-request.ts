import { assertMay } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { FormRefusal, Refusal } from "../../../core/errors.ts";
import { notify } from "../../../core/notify/index.ts";
import { followRegister } from "../../../core/signing/key-ring/registered-keys.ts";
import type { House } from "../../../core/system.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import {
  addCertificates,
  changeHolding,
  lockCertificate,
  moveCertificate,
  nextCertificateState,
} from "../certificate.ts";
import { itUnitsOn } from "../managers.ts";
import { mayManage } from "../permissions.ts";
import { type Device, keyStateOf, type LaterRequestKind, REQUEST_KIND_WORDS } from "../states.ts";
import { holderOn } from "./draft-requests.ts";
import { type CertificateRequest, lockRequest, moveRequest, nextRequestState } from "./request.ts";

/** What the authority issued: typed, or read from the certificate file. */
export interface IssuedCertificate {
  /** Normalised, see `normaliseSerial`. */
  readonly serial: string;
  readonly issuer: string;
  readonly subject: string;
  readonly thumbprint: string | null;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly device: Device;
  readonly deviceSerial: string;
}

/**
 * The authority has done what was asked: the register follows. New and renewed certificates enter as "issued"; the old one
 * stays in use until the new one is handed over. The keys in the house follow: revoked they are
 * destroyed, suspended they do not sign until they are resumed.
 *
 * @param input.issued needed for new and renew
 * @throws Refusal certificates.wrong-request-state | certificates.wrong-state | certificates.serial-taken,
 *   FormRefusal on `serial`, AccessDeniedError
 */
export async function completeRequest(
  house: House,
  tx: Transaction,
  actor: PersonActor,
  input: { readonly id: string; readonly issued?: IssuedCertificate; readonly answer?: string },
): Promise<CertificateRequest> {
  const request = await lockRequest(tx, input.id);
  assertMay(actor, mayManage, await itUnitsOn(tx.queries, tx.now));
  nextRequestState(request.state, "complete");
  const resultId =
    request.kind === "new" || request.kind === "renew"
      ? await issue(tx, request, input.issued)
      : await apply(house, tx, request, request.kind);
  const done = await moveRequest(tx, request, "complete", {
    answer: input.answer?.trim() ?? "",
    decided_at: tx.now,
    result_id: resultId,
  });
  const words = REQUEST_KIND_WORDS[request.kind];
  await notify(tx, {
    to: {
      people: [
        ...new Set([request.created_by, ...(request.holder_kind === "person" ? [request.holder_id] : [])]),
      ],
    },
    kind: "certificates.request-done",
    title: {
      vi: `${words.vi} chứng thư số của ${request.holder_name}: đã hoàn thành`,
      en: `${words.en} for ${request.holder_name}: done`,
    },
    href: `/certificates/${resultId}`,
    dedupeKey: `certificates.request-done:${request.id}`,
  });
  return done;
}

async function issue(
  tx: Transaction,
  request: CertificateRequest,
  issued: IssuedCertificate | undefined,
): Promise<string> {
  if (!issued) {
    throw new FormRefusal({
      serial: {
        vi: "Nhập số serial của chứng thư được cấp, hoặc chọn tệp chứng thư.",
        en: "Type the serial number of the certificate issued, or choose its file.",
      },
    });
  }
  const old = request.certificate_id === null ? undefined : await lockCertificate(tx, request.certificate_id);
  if (old) nextCertificateState(old.state, "renew");
  await assertSerialFree(tx, issued);
  const { email: _email, ...holder } = await holderOn(tx, {
    kind: request.holder_kind,
    id: request.holder_id,
  });
  const [id = ""] = await addCertificates(
    tx,
    [
      {
        ...holder,
        serial: issued.serial,
        issuer: issued.issuer,
        subject: issued.subject,
        thumbprint: issued.thumbprint,
        kind: request.certificate_kind,
        not_before: issued.notBefore,
        not_after: issued.notAfter,
        device: issued.device,
        device_serial: issued.deviceSerial,
        device_returned_on: null,
        state: "issued",
        replaces: old?.id ?? null,
        last_used_at: null,
        origin: "request",
      },
    ],
    "issue",
  );
  if (old) await moveCertificate(tx, old, "renew", { requestId: request.id, note: issued.serial });
  return id;
}

async function assertSerialFree(tx: Transaction, issued: IssuedCertificate): Promise<void> {
  const taken = await tx.queries
    .selectFrom("certificates.certificate")
    .select("holder_name")
    .where((where) =>
      where.or([
        where.and([where("issuer", "=", issued.issuer), where("serial", "=", issued.serial)]),
        ...(issued.thumbprint === null ? [] : [where("thumbprint", "=", issued.thumbprint)]),
      ]),
    )
    .executeTakeFirst();
  if (!taken) return;
  throw new Refusal(
    "certificates.serial-taken",
    422,
    {
      vi: `Số serial này của ${issued.issuer} đã có trong sổ, của ${taken.holder_name}. Kiểm tra lại số.`,
      en: `This serial number of ${issued.issuer} is already in the register, held by ${taken.holder_name}.`,
    },
    "serial",
  );
}

async function apply(
  house: House,
  tx: Transaction,
  request: CertificateRequest,
  kind: Exclude<LaterRequestKind, "renew">,
): Promise<string> {
  const certificate = await lockCertificate(tx, request.certificate_id ?? "");
  const options = { requestId: request.id, note: request.reason };
  if (kind === "change") {
    const { email: _email, ...holder } = await holderOn(tx, {
      kind: request.holder_kind,
      id: request.holder_id,
    });
    await changeHolding(tx, await moveCertificate(tx, certificate, kind, { ...options, change: holder }));
  } else if (kind === "return-device") {
    const change = { device_returned_on: localDateOf(tx.now) };
    await moveCertificate(tx, certificate, kind, { ...options, change });
  } else {
    const moved = await moveCertificate(tx, certificate, kind, options);
    await followRegister(house, tx, moved.thumbprint, keyStateOf(moved.state));
  }
  return certificate.id;
}
