import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { findOrganisationsByCode, type Organisation } from "../../../../core/directory/index.ts";
import {
  bodiesFor,
  isReceivedBy,
  type Procedure,
  type ProcedureCase,
  procedureAt,
} from "../../catalogue/index.ts";
import type { Filing } from "./filing.ts";
import { refusing } from "./refusing.ts";

/** What a filing is about, and where it goes. */
export interface About {
  readonly procedure: Procedure;
  readonly chosen: ProcedureCase;
  readonly body: Organisation;
}

/** Which procedure and case it is, and which body receives it. @throws Refusal */
export async function whatAndWhere(queries: Queries, filing: Filing): Promise<About> {
  const today = localDateOf(new Date());
  const procedure = await procedureAt(queries, filing.MaTTHC, today);
  if (procedure?.state !== "published")
    throw refusing("portal.no-procedure", {
      vi: `MaTTHC: tỉnh không có thủ tục ${filing.MaTTHC} đang áp dụng`,
      en: `MaTTHC: the province has no procedure ${filing.MaTTHC} in force`,
    });
  const chosen =
    procedure.cases.find(({ channels }) => channels.some(({ channel }) => channel === 2)) ??
    procedure.cases[0];
  if (!chosen) throw new Error(`procedure ${procedure.code} has no case`);
  const taken = await queries
    .selectFrom("public_services.dossier")
    .select("id")
    .where("code", "=", filing.MaHoSo)
    .executeTakeFirst();
  if (taken)
    throw refusing("portal.code-taken", {
      vi: "MaHoSo: mã này đã là mã của một hồ sơ do tỉnh cấp",
      en: "MaHoSo: the province has given this code to another dossier",
    });
  return { procedure, chosen, body: await receivingBody(queries, filing, procedure, today) };
}

/** The code of a dossier begins with that of the body it is filed at; where only one body receives the procedure it is that. */
async function receivingBody(
  queries: Queries,
  filing: Filing,
  procedure: Procedure,
  today: string,
): Promise<Organisation> {
  const named = await namedBodies(queries, filing, today);
  const body = named.find((each) => isReceivedBy(procedure, each));
  if (body) return body;
  const bodies = await bodiesFor(queries, procedure, undefined, today);
  const [only] = bodies;
  if (named.length === 0 && only && bodies.length === 1) return only;
  throw refusing("portal.no-body", {
    vi: `MaHoSo: không có cơ quan nào của tỉnh mang mã ${prefixOf(filing)} và tiếp nhận thủ tục ${procedure.code}`,
    en: `MaHoSo: no body of the province has the code ${prefixOf(filing)} and receives procedure ${procedure.code}`,
  });
}

/** The bodies with the code that the dossier's begins with; nearly always one. */
export async function namedBodies(
  queries: Queries,
  filing: Filing,
  today: string,
): Promise<readonly Organisation[]> {
  return await findOrganisationsByCode(queries, prefixOf(filing), today);
}

function prefixOf({ MaHoSo }: Filing): string {
  return MaHoSo.split("-")[0] ?? "";
}
