import { assertMay, parseRole, ROLE_WORDS } from "../access/index.ts";
import type { House } from "../system.ts";
import { type Actor, type PersonActor, transact } from "../transaction/index.ts";
import { formatDate, formatDateTime } from "../ui/index.ts";
import { type OrganisationNode, organisationTree } from "./organisation-tree.ts";
import { peopleOf } from "./people.ts";
import { mayListRightsAlerts, mayReadDirectory } from "./permissions.ts";
import { listRightsAlerts, type RightsAlertFilter } from "./rights-alerts.ts";

type Cells = readonly (string | number)[];

const ORGANISATION_HEAD = [
  "Cấp",
  "Tên cơ quan, đơn vị",
  "Trực thuộc",
  "Tên viết tắt",
  "Mã định danh (QĐ 20/2020/QĐ-TTg)",
  "Mã 13 ký tự (QCVN 102:2016)",
  "Mã thử nghiệm",
  "Mã Tổng cục Thống kê",
  "Thư điện tử công vụ",
  "Hiệu lực từ",
  "Hiệu lực đến trước",
];

/**
 * The organisations and units of the province on a day, as a spreadsheet, in the order of the tree.
 * @throws AccessDeniedError
 */
export async function exportOrganisations(
  house: House,
  actor: Actor,
  day: string,
): Promise<Uint8Array<ArrayBuffer>> {
  assertMay(actor, mayReadDirectory, undefined);
  const rows: Cells[] = [];
  const add = (nodes: readonly OrganisationNode[], depth: number, parent: string): void => {
    for (const node of nodes) {
      rows.push([
        depth,
        node.name,
        parent,
        node.shortName ?? "",
        node.code ?? "",
        node.code102 ?? "",
        node.demoCode && (node.code ?? node.code102) ? "x" : "",
        node.gsoCode ?? "",
        node.email ?? "",
        formatDate(node.validFrom),
        node.validTo === null ? "" : formatDate(node.validTo),
      ]);
      add(node.children, depth + 1, node.name);
    }
  };
  add(await organisationTree(house.database.queries, day, { units: true }), 1, "");
  await recordExport(house, actor, "organisations", { day, rows: rows.length });
  return await spreadsheet(
    "Cơ quan, đơn vị",
    ORGANISATION_HEAD,
    rows,
    [6, 52, 40, 14, 24, 24, 14, 14, 28, 14, 16],
  );
}

/**
 * The officials of an organisation or unit on a day: work data only.
 * @throws AccessDeniedError
 */
export async function exportPeople(
  house: House,
  actor: Actor,
  organisationId: string,
  day: string,
): Promise<Uint8Array<ArrayBuffer>> {
  assertMay(actor, mayReadDirectory, undefined);
  const posts = await peopleOf(house.database.queries, organisationId, day);
  await recordExport(house, actor, organisationId, { day, rows: posts.length });
  const rows = posts.map((post) => [
    post.fullName,
    post.title,
    post.unitName,
    post.organisationName,
    post.roles
      .flatMap((role) => parseRole(role) ?? [])
      .map((role) => ROLE_WORDS[role].vi)
      .join(", "),
    post.email ?? "",
  ]);
  return await spreadsheet(
    "Cán bộ",
    ["Họ và tên", "Chức vụ", "Đơn vị", "Cơ quan", "Vai trò", "Thư điện tử công vụ"],
    rows,
    [28, 34, 40, 46, 28, 32],
  );
}

async function recordExport(house: House, actor: Actor, objectId: string, data: object): Promise<void> {
  await transact(house, { actor }, async (tx) => {
    tx.record({ action: "directory.export", objectKind: "directory", objectId, data: { ...data } });
  });
}

async function spreadsheet(
  title: string,
  head: readonly string[],
  rows: readonly Cells[],
  widths: readonly number[],
): Promise<Uint8Array<ArrayBuffer>> {
  // Loaded only here: the library is large and exports are rare.
  const { default: excel } = await import("exceljs");
  const book = new excel.Workbook();
  const sheet = book.addWorksheet(title, { views: [{ state: "frozen", ySplit: 1 }] });
  sheet.addRow([...head]).font = { bold: true };
  for (const row of rows) sheet.addRow([...row]);
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: head.length } };
  sheet.columns.forEach((column, index) => {
    column.width = widths[index] ?? 20;
  });
  return new Uint8Array(await book.xlsx.writeBuffer());
}

/**
 * Changes of rights a person may see, as filtered.
 * @throws AccessDeniedError
 */
export async function exportRightsAlerts(
  house: House,
  actor: PersonActor,
  filter: RightsAlertFilter,
): Promise<Uint8Array<ArrayBuffer>> {
  assertMay(actor, mayListRightsAlerts, undefined);
  const alerts = await listRightsAlerts(house.database.queries, actor, filter);
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "directory.export-rights",
      objectKind: "directory",
      objectId: "rights-alerts",
      data: { rows: alerts.length },
    });
  });
  return await spreadsheet(
    "Thay đổi quyền",
    ["Người", "Thay đổi", "Trước", "Sau", "Lý do", "Người thay đổi", "Lúc", "Quyết định", "Kết quả"],
    alerts.map((alert) => [
      alert.holderName,
      alert.what.vi,
      alert.before.vi,
      alert.after.vi,
      alert.why,
      alert.changedByName,
      formatDateTime(alert.changedAt),
      alert.decidedByName ?? "",
      alert.outcome.vi,
    ]),
    [26, 40, 40, 40, 40, 24, 16, 24, 40],
  );
}
