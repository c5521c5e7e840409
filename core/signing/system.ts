import type { System } from "../system.ts";
import { transact } from "../transaction/index.ts";
import { expireActsLoop } from "./acts/index.ts";
import { archiveFile, renewArchives } from "./archive/index.ts";
import { issueAhead } from "./demo/issue-ahead.ts";
import { signingHelp } from "./help.ts";
import { createSignatureService } from "./key-ring/signature-service.ts";
import { watchRevocations } from "./key-ring/watch-revocations.ts";
import { exchangePages } from "./plug-in/exchange-pages.ts";
import { plugInSettings } from "./plug-in/settings.ts";
import { verifyOperation } from "./public/verify-operation.ts";
import { archivePages } from "./web/archive-pages.tsx";
import { certificatePages } from "./web/certificate-pages.tsx";
import { listPages } from "./web/list-pages.tsx";
import { verifyPages } from "./web/verify-pages.tsx";
import "./audit-words.ts";

/** What the front door tells signing about the province. */
export interface SigningParts {
  /** Usernames of demo people whose certificates are made ahead. */
  readonly demoUsernames: readonly string[];
}

/** The room of keys, certificates and verdicts. */
export function signing(parts: SigningParts): System {
  return {
    name: "core/signing",
    migrations: new URL("./migrations/", import.meta.url),
    jobs: [issueAhead, archiveFile],
    loops: [watchRevocations, expireActsLoop, renewArchives],
    help: signingHelp,
    navigation: [
      {
        href: "/signing/certificates",
        label: { vi: "Chứng thư số", en: "Certificates" },
        group: { vi: "Ký số", en: "Signing" },
        icon: "seal",
        order: 800,
        visibleTo: (roles) => ["leader", "clerk", "administrator"].some((role) => roles.includes(role)),
      },
      {
        href: "/signing/archive",
        label: { vi: "Lưu trữ chữ ký", en: "Archive of signatures" },
        hint: {
          vi: "Tệp đã lưu trữ lâu dài, hạn gia hạn dấu thời gian và việc chưa thành công.",
          en: "Files kept in the long run, when their timestamps are renewed, and what has not succeeded.",
        },
        group: { vi: "Ký số", en: "Signing" },
        icon: "clock",
        order: 830,
        visibleTo: (roles) => roles.includes("administrator"),
      },
    ],
    publicOperations: [verifyOperation],
    pages(app) {
      listPages(app);
      certificatePages(app);
      archivePages(app);
      verifyPages(app);
      exchangePages(app);
    },
    provide: (house) => {
      plugInSettings(house);
      return createSignatureService(house);
    },
    async seedDemo(house) {
      await transact(house, { actor: { kind: "system", name: "signing" } }, async (tx) =>
        tx.enqueue(
          "signing.issue-demo-certificates",
          { usernames: parts.demoUsernames },
          { key: "signing.issue-demo-certificates" },
        ),
      );
    },
  };
}
