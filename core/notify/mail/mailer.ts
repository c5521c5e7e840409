/** One letter to one person. */
export interface MailMessage {
  readonly to: string;
  readonly subject: string;
  /** Plain words; lines as they shall stand. */
  readonly text: string;
  /** Stable: the same letter sent twice after a crash carries the same id, so that mail servers keep one. */
  readonly messageId: string;
}

/** The way of letters out of the house. */
export interface Mailer {
  /**
   * Hands a letter to the mail server.
   * @throws MailRefused when this letter can never be taken; any other error may pass
   */
  send(message: MailMessage): Promise<void>;
}

/** The mail server will not take this letter, however often it is asked (SMTP 5xx). */
export class MailRefused extends Error {
  readonly code = "notify.mail-refused";
}

declare module "../../system.ts" {
  interface Services {
    /** Absent while no mail server is set (`SMTP_URL`). */
    mailer: Mailer;
  }
}
