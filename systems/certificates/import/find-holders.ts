import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { Sentence } from "../../../core/errors.ts";
import { foldVietnamese } from "../../../core/ui/index.ts";
import type { HolderKind } from "../states.ts";
import type { Candidate } from "./candidate.ts";

/** The columns of a holder, as the directory has them today. */
export interface FoundHolder {
  readonly holder_kind: HolderKind;
  readonly holder_id: string;
  readonly holder_name: string;
  readonly holder_title: string;
  readonly organisation_id: string;
  readonly organisation_name: string;
  readonly unit_id: string;
  readonly unit_name: string;
}

interface Post extends FoundHolder {
  readonly email: string | null;
  readonly code: string | null;
}

export type HolderAnswer = { readonly holder: FoundHolder } | { readonly problem: Sentence };

/**
 * Looks up the holders of a whole file in two statements.
 * @returns in the order of the candidates
 */
export async function findHolders(
  queries: Queries,
  candidates: readonly Candidate[],
  now: Date,
): Promise<readonly HolderAnswer[]> {
  const day = localDateOf(now);
  const names = [...new Set(candidates.map((each) => foldVietnamese(each.holderName)))];
  const posts = await sql<Post>`
    select 'person' as holder_kind, n.id as holder_id, n.full_name as holder_name, p.title as holder_title,
           p.body_id as organisation_id, b.name as organisation_name, p.unit_id, u.name as unit_name,
           lower(n.email) as email, b.code102 as code
      from directory.person n
      join directory.appointment a on a.person_id = n.id and a.valid @> ${day}::date
      join directory.position p on p.id = a.position_id and p.valid @> ${day}::date
      join directory.organisation_version u on u.organisation_id = p.unit_id and u.valid @> ${day}::date
      join directory.organisation_version b on b.organisation_id = p.body_id and b.valid @> ${day}::date
     where n.name_folded = any(${names}::text[])
     order by (a.kind = 'primary') desc, n.id`.execute(queries);
  const bodies = await sql<Post>`
    select 'organisation' as holder_kind, v.organisation_id as holder_id, v.name as holder_name, '' as holder_title,
           b.organisation_id, b.name as organisation_name, v.organisation_id as unit_id, v.name as unit_name,
           null as email, b.code102 as code
      from directory.organisation_version v
      join directory.organisation o on o.id = v.organisation_id and o.source = 'province'
      join directory.organisation_version b on b.organisation_id = v.body_id and b.valid @> ${day}::date
     where v.name_folded = any(${names}::text[]) and v.valid @> ${day}::date
     order by v.weight, v.organisation_id`.execute(queries);
  const byName = Map.groupBy([...posts.rows, ...bodies.rows], (post) => foldVietnamese(post.holder_name));
  return candidates.map((each) => choose(each, byName.get(foldVietnamese(each.holderName)) ?? []));
}

function choose(candidate: Candidate, found: readonly Post[]): HolderAnswer {
  const person = candidate.kind === "person";
  const name = candidate.holderName;
  const fitting = found.filter(
    (post) =>
      // System and public certificates belong to either.
      (candidate.kind === "organisation" ? post.holder_kind === "organisation" : true) &&
      (person ? post.holder_kind === "person" : true) &&
      (candidate.organisationCode === "" || post.code === candidate.organisationCode) &&
      (candidate.email === "" || post.holder_kind === "organisation" || post.email === candidate.email) &&
      (candidate.unitName === "" || foldVietnamese(post.unit_name) === foldVietnamese(candidate.unitName)),
  );
  const holders = new Set(fitting.map((post) => post.holder_id));
  const [first] = fitting;
  if (first !== undefined && holders.size === 1) {
    const { email: _email, code: _code, ...holder } = first;
    return { holder };
  }
  if (holders.size > 1) {
    return {
      problem: {
        vi: `Có ${holders.size} người hoặc cơ quan cùng tên "${name}". Thêm thư điện tử, mã cơ quan hoặc đơn vị để phân biệt`,
        en: `${holders.size} holders are called "${name}". Add the email address, organisation code or unit`,
      },
    };
  }
  return {
    problem:
      found.length > 0
        ? {
            vi: `"${name}" có trong danh bạ nhưng không khớp loại, thư điện tử, mã cơ quan hoặc đơn vị đã ghi`,
            en: `"${name}" is in the directory, but kind, email, organisation code or unit do not fit`,
          }
        : {
            vi: `Không thấy "${name}" trong danh bạ hôm nay`,
            en: `"${name}" is not in the directory today`,
          },
  };
}
