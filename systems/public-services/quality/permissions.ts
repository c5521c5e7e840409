/**
 * Who may do what with the figures of service quality, one sentence each. Figures are no secret inside the administration;
 * the dossiers behind them are those of one's own body. Officials never rate: no permission here lets them.
 */
import {
  allOf,
  anyOf,
  anyone,
  hasRole,
  isAdministrator,
  isClerkOf,
  isLeaderOf,
  isMemberOf,
  permission,
  scope,
} from "../../../core/access/index.ts";
import type { Keepers } from "./keepers.ts";

export const READ = "quality:read";
scope(READ, { vi: "Xem chất lượng phục vụ", en: "Read the figures of service quality" });

export const mayReadQuality = permission(
  "quality.read",
  {
    vi: "Mọi cán bộ xem số liệu chất lượng phục vụ của tỉnh và từng cơ quan",
    en: "Every official reads the figures of service quality of the province and of each body",
  },
  anyone(),
  { scope: READ },
);

/** A body's dossiers or ratings; of the whole province when no body is named. */
export interface QualitySubject extends Keepers {
  readonly organisationId: string | undefined;
}

const works = anyOf<unknown>(
  hasRole("clerk"),
  hasRole("leader"),
  hasRole("head-of-unit"),
  hasRole("specialist"),
  hasRole("auditor"),
);

export const mayOpenFigures = permission<QualitySubject>(
  "quality.open",
  {
    vi: "Cán bộ của cơ quan mở danh sách hồ sơ sau số liệu của cơ quan mình; người của cơ quan kiểm soát thủ tục hành chính mở của cả tỉnh",
    en: "Officials of a body open the dossiers behind its figures; people of the office that controls procedures open those of the province",
  },
  allOf(
    isMemberOf<QualitySubject>(({ organisationId, keepers }) => [
      ...(organisationId === undefined ? [] : [organisationId]),
      ...keepers,
    ]),
    works,
  ),
  { scope: READ },
);

export const mayReview = permission<QualitySubject>(
  "quality.review",
  {
    vi: "Lãnh đạo cơ quan tiếp nhận hồ sơ và người của cơ quan kiểm soát thủ tục hành chính điều chỉnh điểm đánh giá, kèm lý do",
    en: "Leaders of the body that received the dossier, and people of the office that controls procedures, adjust the points of a rating, with a reason",
  },
  anyOf(
    isLeaderOf<QualitySubject>(({ organisationId }) => organisationId),
    allOf(
      isMemberOf<QualitySubject>(({ keepers }) => keepers),
      works,
    ),
  ),
);

export const mayDeclareBoard = permission<{ readonly organisationId: string }>(
  "quality.declare-board",
  {
    vi: "Văn thư và lãnh đạo khai việc niêm yết thủ tục tại trụ sở của cơ quan mình",
    en: "Clerks and leaders declare that procedures are on the notice board of their body",
  },
  anyOf(
    isClerkOf<{ readonly organisationId: string }>(({ organisationId }) => organisationId),
    isLeaderOf<{ readonly organisationId: string }>(({ organisationId }) => organisationId),
  ),
);

export const mayChangeWeights = permission<Keepers>(
  "quality.change-weights",
  {
    vi: "Người của cơ quan kiểm soát thủ tục hành chính và quản trị viên sửa điểm và ngưỡng của bộ chỉ số",
    en: "People of the office that controls procedures, and administrators, change points and thresholds of the index",
  },
  anyOf(
    isMemberOf<Keepers>(({ keepers }) => keepers),
    isAdministrator(),
  ),
);
