import type { Hono } from "hono";
import {
  assertMay,
  CELL_WORDS,
  type MatrixRow,
  permissionMatrix,
  ROLE_WORDS,
  ROLES,
} from "../../access/index.ts";
import { answerPage, type HttpEnv, requireSession } from "../../http/index.ts";
import { StateChip, type Tone, useText } from "../../ui/index.ts";
import { seeRights } from "../permissions.ts";

/** /administration/rights: "Ai được làm gì", made from the rules themselves. */
export function rightsPages(app: Hono<HttpEnv>): void {
  app.get("/administration/rights", async (c) => {
    assertMay(requireSession(c).actor, seeRights, undefined);
    return await answerPage(c, {
      title: { vi: "Ai được làm gì", en: "Who may do what" },
      lead: {
        vi: "Bảng này sinh từ chính các quy tắc của hệ thống; việc không có trong bảng thì không ai được làm. Có điều kiện: chỉ trong cơ quan, đơn vị hoặc văn bản mà câu quy tắc nêu.",
        en: "Made from the rules themselves; what is not in it nobody may do. On condition: only in the organisation, unit or document the sentence names.",
      },
      children: <RightsTable rows={permissionMatrix()} />,
    });
  });
}

const TONES: Readonly<Record<"yes" | "conditional" | "no", Tone>> = {
  yes: "good",
  conditional: "info",
  no: "neutral",
};

function RightsTable({ rows }: { rows: readonly MatrixRow[] }) {
  const text = useText();
  const systems = { vi: "Tự động", en: "Automatic" };
  return (
    <section
      class="register-scroll rights-scroll"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      aria-label={text({ vi: "Ai được làm gì", en: "Who may do what" })}
    >
      <table class="register-table rights-table">
        <caption class="visually-hidden">{text({ vi: "Ai được làm gì", en: "Who may do what" })}</caption>
        <thead>
          <tr>
            <th scope="col">{text({ vi: "Quy tắc", en: "Rule" })}</th>
            {ROLES.map((role) => (
              <th key={role} scope="col">
                {text(ROLE_WORDS[role])}
              </th>
            ))}
            <th scope="col">{text(systems)}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{text(row.sentence)}</th>
              {ROLES.map((role) => (
                <td key={role} class="cell-state" data-label={text(ROLE_WORDS[role])}>
                  <StateChip tone={TONES[row.cells[role]]} label={CELL_WORDS[row.cells[role]]} />
                </td>
              ))}
              <td data-label={text(systems)}>{row.systems.join(", ") || "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
