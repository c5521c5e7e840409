export { LiveHub, liveHub } from "./live-hub.ts";
export { type Mailer, type MailMessage, MailRefused } from "./mail/mailer.ts";
export {
  findNotification,
  listNotifications,
  markRead,
  markReadAt,
  type Notification,
  type NotificationFilter,
  unreadCount,
} from "./notifications.ts";
export { type NewNotification, notify, notifyAll, type Recipients } from "./notify.ts";
