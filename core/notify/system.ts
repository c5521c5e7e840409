import type { System } from "../system.ts";
import { openSmtpMailer } from "./mail/smtp-mailer.ts";
import { notificationPages } from "./web/notification-pages.tsx";

/** Telling people: notifications, their counter, and live updates of open pages. */
export const notifications: System = {
  name: "core/notify",
  migrations: new URL("./migrations/", import.meta.url),
  async provide({ config }) {
    return config.mail ? { mailer: openSmtpMailer(config.mail) } : {};
  },
  pages: (app) => notificationPages(app),
};
