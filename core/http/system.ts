import { Buffer } from "node:buffer";
import type { System } from "../system.ts";
import { galleryProps, sampleDocument } from "../ui/gallery.tsx";
import { administrationPage } from "./administration-page.tsx";
import { answerPage } from "./answer.tsx";
import { houseHelp } from "./house-help.ts";

const HELP = { vi: "Trợ giúp", en: "Help" };

let sample: Promise<Uint8Array> | undefined;

/** Pages of the house itself: the administrator's first page, the components, the machine API. */
export const shell: System = {
  name: "core/http",
  pages(app) {
    app.get("/administration", (c) => administrationPage(c));
    app.get("/ui", (c) => answerPage(c, galleryProps()));
    app.get("/ui/sample.pdf", async (c) => {
      sample ??= sampleDocument();
      return c.body(Buffer.from(await sample), 200, { "Content-Type": "application/pdf" });
    });
  },
  help: houseHelp,
  navigation: [
    {
      href: "/administration",
      label: { vi: "Trang quản trị", en: "Overview" },
      group: { vi: "Quản trị", en: "Administration" },
      icon: "settings",
      order: 890,
      visibleTo: (roles) => roles.includes("administrator"),
    },
    {
      href: "/ui",
      label: { vi: "Thành phần giao diện", en: "Interface components" },
      hint: {
        vi: "Mọi thành phần của trang ở mọi trạng thái, để kiểm tra màu, chữ và bàn phím.",
        en: "Every component in every state, to check colour, type and keyboard.",
      },
      group: { vi: "Quản trị", en: "Administration" },
      icon: "columns",
      order: 980,
      visibleTo: (roles) => roles.includes("administrator"),
    },
    {
      href: "/help",
      label: { vi: "Hướng dẫn", en: "Help" },
      group: HELP,
      icon: "info",
      order: 985,
      visibleTo: () => true,
    },
    {
      href: "/api",
      label: { vi: "Giao diện lập trình", en: "Machine API" },
      group: HELP,
      icon: "link",
      order: 990,
      visibleTo: () => true,
    },
  ],
};
