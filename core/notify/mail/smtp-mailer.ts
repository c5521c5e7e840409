import type { Transporter } from "nodemailer";
import type { MailConfig } from "../../config/index.ts";
import { type Mailer, MailRefused } from "./mailer.ts";

const PATIENCE_MS = 20_000;

/**
 * Letters by SMTP (RFC 5321). The library is loaded with the first letter, not at start; with `smtps://` or STARTTLS
 * the server's certificate is checked.
 */
export function openSmtpMailer(config: MailConfig): Mailer {
  let opened: Promise<Transporter> | undefined;
  const transport = (): Promise<Transporter> => {
    opened ??= import("nodemailer").then(({ createTransport }) =>
      createTransport(
        {
          url: config.url,
          connectionTimeout: PATIENCE_MS,
          greetingTimeout: PATIENCE_MS,
          socketTimeout: PATIENCE_MS,
          // A letter is words only: nothing is read from files or fetched.
          disableFileAccess: true,
          disableUrlAccess: true,
        },
        { from: config.from },
      ),
    );
    return opened;
  };
  return {
    async send({ to, subject, text, messageId }) {
      const mailer = await transport();
      try {
        await mailer.sendMail({
          to: { name: "", address: to },
          subject,
          text,
          messageId,
          // Nobody's answering machine shall answer (RFC 3834).
          headers: { "Auto-Submitted": "auto-generated" },
        });
      } catch (error) {
        const code: unknown = error instanceof Error ? Reflect.get(error, "responseCode") : undefined;
        if (typeof code === "number" && code >= 500 && code < 600)
          throw new MailRefused(error instanceof Error ? error.message : String(error), { cause: error });
        throw error;
      }
    },
  };
}
