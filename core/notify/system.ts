import type { System } from "../system.ts";
import { notificationPages } from "./web/notification-pages.tsx";

/** Telling people: notifications, their counter, and live updates of open pages. */
export const notifications: System = {
  name: "core/notify",
  migrations: new URL("./migrations/", import.meta.url),
  pages: (app) => notificationPages(app),
};
