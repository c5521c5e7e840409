/**
 * Who may do what with workflows, one sentence each: the office that controls procedures writes them as it writes the
 * catalogue (NĐ 61/2018/NĐ-CP Art. 4, 36). The rest is refused.
 */
import {
  anyOf,
  anyone,
  isAdministrator,
  isLeaderOf,
  isMemberOf,
  permission,
} from "../../../../core/access/index.ts";
import type { Keepers } from "../../catalogue/index.ts";

export const mayReadWorkflows = permission(
  "workflows.read",
  {
    vi: "Mọi cán bộ xem quy trình giải quyết hồ sơ, các phiên bản và bản đang soạn",
    en: "Every official reads the workflows of dossiers, their versions and what is being written",
  },
  anyone(),
);

export const mayWriteWorkflow = permission<Keepers>(
  "workflows.write",
  {
    vi: "Người của cơ quan kiểm soát thủ tục hành chính và quản trị viên soạn quy trình",
    en: "People of the office that controls procedures, and administrators, write workflows",
  },
  anyOf(
    isMemberOf((subject) => subject.keepers),
    isAdministrator(),
  ),
);

export const mayPublishWorkflow = permission<Keepers>(
  "workflows.publish",
  {
    vi: "Lãnh đạo cơ quan kiểm soát thủ tục hành chính và quản trị viên công bố quy trình, chuyển hồ sơ đang chạy sang phiên bản mới",
    en: "Leaders of the office that controls procedures, and administrators, publish workflows and move running dossiers to a new version",
  },
  anyOf(
    isLeaderOf((subject) => subject.keepers),
    isAdministrator(),
  ),
);
