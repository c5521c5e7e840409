import type { System } from "../system.ts";
import type { DemoSignIn } from "./demo-people.ts";
import { identityHelp } from "./help.ts";
import { sweepIdentity } from "./sweep.ts";
import { accountPages } from "./web/account.tsx";
import { administrationPages } from "./web/administration.tsx";
import { linkPages } from "./web/links.tsx";
import { rightsPages } from "./web/rights.tsx";
import { secondFactorPages } from "./web/second-factor.tsx";
import { signInPages } from "./web/sign-in.tsx";
import { tokenPages } from "./web/tokens.tsx";
import "./audit-words.ts";

/** What the front door tells identity about the province. */
export interface IdentityParts {
  /** Demo people offered on the sign-in page in demo mode, in order. */
  readonly demoSignIns: readonly DemoSignIn[];
}

const GROUP = { vi: "Quản trị", en: "Administration" };

/** The room of accounts, sessions and rights. */
export function identity(parts: IdentityParts): System {
  return {
    name: "core/identity",
    migrations: new URL("./migrations/", import.meta.url),
    help: identityHelp,
    navigation: [
      {
        href: "/administration/people",
        label: { vi: "Tài khoản cán bộ", en: "Accounts" },
        hint: {
          vi: "Thêm cán bộ, khoá và mở khoá tài khoản, đặt lại mật khẩu và xác thực hai lớp.",
          en: "Add officials, lock and unlock accounts, reset passwords and second factors.",
        },
        group: GROUP,
        icon: "person",
        order: 900,
        visibleTo: (roles) => roles.includes("administrator"),
      },
      {
        href: "/administration/rights",
        label: { vi: "Ai được làm gì", en: "Who may do what" },
        hint: {
          vi: "Bảng quyền sinh từ chính các quy tắc của hệ thống.",
          en: "The table of rights, made from the rules themselves.",
        },
        group: GROUP,
        icon: "shield",
        order: 910,
        visibleTo: (roles) => ["administrator", "leader", "auditor"].some((role) => roles.includes(role)),
      },
    ],
    loops: [
      {
        name: "identity.sweep",
        everyMs: 3_600_000,
        async run(house) {
          await sweepIdentity(house);
          return "rest";
        },
      },
    ],
    pages(app) {
      signInPages(app, parts.demoSignIns);
      accountPages(app);
      secondFactorPages(app);
      tokenPages(app);
      linkPages(app);
      administrationPages(app);
      rightsPages(app);
    },
  };
}
