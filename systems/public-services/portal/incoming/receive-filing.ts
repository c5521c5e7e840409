import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { Refusal } from "../../../../core/errors.ts";
import { notify } from "../../../../core/notify/index.ts";
import type { House } from "../../../../core/system.ts";
import { type Transaction, transact } from "../../../../core/transaction/index.ts";
import type { Party, ReceivedFiling } from "../../forms/index.ts";
import type { Filing } from "./filing.ts";
import { keepFiles } from "./filing-files.ts";
import { ownerOf } from "./filing-owner.ts";
import { type About, namedBodies, whatAndWhere } from "./filing-place.ts";
import { refuseFiling } from "./refuse-filing.ts";
import "../tables.ts";

/** What the portal is answered. */
export interface FilingAnswer {
  /** 0 taken; 1 it was taken before; -1 not taken. */
  readonly error_code: "0" | "1" | "-1";
  readonly message: string;
}

const PORTAL = { kind: "system", name: "portal.incoming" } as const;

/**
 * Takes a dossier in that was filed at the national portal: files looked at and kept, then the dossier, its code at the portal
 * and the notice to the desk in one commit. The same MaHoSo again has no effect and is answered with 1.
 */
export async function receiveFiling(house: House, filing: Filing): Promise<FilingAnswer> {
  const { queries } = house.database;
  const known = await incomingOf(queries, filing.MaHoSo);
  if (known?.standing === "received") return await answerDuplicate(house, filing);
  let about: About | undefined;
  try {
    about = await whatAndWhere(queries, filing);
    const files = await keepFiles(house, filing, about.chosen);
    const owner = await ownerOf(queries, filing);
    return await takeIn(house, filing, { ...about, owner, files });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Also where nothing else is right, the code says whose clerks should know.
    const [named] = about ? [about.body] : await namedBodies(queries, filing, localDateOf(new Date()));
    const told = await refuseFiling(house, filing, error.sentence, named?.id ?? null);
    return told ? { error_code: "-1", message: error.sentence.vi } : await answerDuplicate(house, filing);
  }
}

interface Intake extends About {
  readonly owner: Party;
  readonly files: ReceivedFiling["files"];
}

async function takeIn(house: House, filing: Filing, intake: Intake): Promise<FilingAnswer> {
  const { receiveDossier } = house.services;
  if (!receiveDossier) throw new Error("nobody takes dossiers in");
  const { procedure, chosen, body, owner, files } = intake;
  const taken = await transact(house, { actor: PORTAL }, async (tx) => {
    // Two posts of the same dossier at once: the second waits here for the first and then finds it taken.
    const claimed = await claim(tx, filing, { organisationId: body.id, files: files.length });
    if (!claimed) return undefined;
    const filed = await receiveDossier(tx, {
      procedureVersionId: procedure.versionId,
      caseKey: chosen.key,
      channel: 2,
      organisationId: body.id,
      applicant: owner,
      owner,
      formVersionId: null,
      answers: null,
      files,
      returnBy: filing.HinhThuc === "1" ? 1 : 0,
      notify: { sms: owner.phone !== null, zalo: false, email: owner.email !== null },
      transactionId: `portal:${filing.MaHoSo}`,
    });
    await tx.queries
      .updateTable("public_services.portal_incoming")
      .set({ standing: "received", dossier_id: filed.id, problem: null })
      .where("code", "=", filing.MaHoSo)
      .execute();
    await tx.queries
      .insertInto("public_services.portal_dossier")
      .values({
        dossier_id: filed.id,
        organisation_id: body.id,
        code: filing.MaHoSo,
        from_portal: true,
        at_portal: true,
        tech_id: filing.TechID,
        tech_asked: filing.TechID !== null,
      })
      .execute();
    tx.record({
      action: "portal.receive",
      objectKind: "dossier",
      objectId: filed.id,
      data: { portalCode: filing.MaHoSo, code: filed.code, files: files.length },
    });
    await notify(tx, {
      to: { organisations: [body.id], roles: ["clerk"] },
      kind: "portal.received",
      title: {
        vi: `Hồ sơ ${filed.code} nộp tại Cổng Dịch vụ công quốc gia: ${procedure.name}. Tiếp nhận trong 8 giờ làm việc.`,
        en: `Dossier ${filed.code} was filed at the national portal: ${procedure.name}. Accept it within 8 working hours.`,
      },
      href: `/dossiers/${filed.id}`,
      dedupeKey: `portal.received:${filing.MaHoSo}`,
    });
    return filed.code;
  });
  if (taken === undefined) return await answerDuplicate(house, filing);
  return { error_code: "0", message: `Đã nhận hồ sơ, mã tại tỉnh ${taken}` };
}

/** @returns false when somebody else has just taken it in */
async function claim(
  tx: Transaction,
  filing: Filing,
  { organisationId, files }: { readonly organisationId: string; readonly files: number },
): Promise<boolean> {
  const claimed = await tx.queries
    .insertInto("public_services.portal_incoming")
    .values({
      code: filing.MaHoSo,
      standing: "refused",
      organisation_id: organisationId,
      procedure_code: filing.MaTTHC,
      tech_id: filing.TechID,
      tax_code: filing.MaSoThue,
      files,
      first_at: tx.now,
      last_at: tx.now,
    })
    .onConflict((conflict) =>
      conflict
        .column("code")
        .doUpdateSet({
          organisation_id: organisationId,
          procedure_code: filing.MaTTHC,
          files,
          last_at: tx.now,
        })
        .where("public_services.portal_incoming.standing", "=", "refused"),
    )
    .returning("code")
    .executeTakeFirst();
  return claimed !== undefined;
}

async function incomingOf(queries: Queries, code: string) {
  return await queries
    .selectFrom("public_services.portal_incoming")
    .select(["standing"])
    .where("code", "=", code)
    .executeTakeFirst();
}

async function answerDuplicate(house: House, filing: Filing): Promise<FilingAnswer> {
  await house.database.queries
    .updateTable("public_services.portal_incoming")
    .set((update) => ({ times: update("times", "+", 1), last_at: new Date() }))
    .where("code", "=", filing.MaHoSo)
    .execute();
  return { error_code: "1", message: `Hồ sơ ${filing.MaHoSo} đã được nhận trước đó` };
}
