import { notify } from "../../../core/notify/index.ts";
import { type Subscription, subscription } from "../../../core/system.ts";
import { bookOf } from "../web/registers/books.ts";
import "./events.ts";
import "./tables.ts";

/** Leaders are told of a register that waits for them, and whoever closed it of what they decided. */
export const tellClosings: Subscription = subscription({
  consumer: "documents.tell-closings",
  events: ["documents.closing-moved"],
  async handle(tx, event) {
    const { closingId, state } = event.data;
    const closing = await tx.queries
      .selectFrom("documents.book_closing")
      .selectAll()
      .where("id", "=", closingId)
      .executeTakeFirst();
    if (!closing) return;
    const { vi, en } = bookOf(closing.book, closing.secret).title;
    const { year, organisation_id: organisation, asked_by: askedBy } = closing;
    const words = {
      asked: {
        vi: `${closing.asked_by_name} khóa ${vi} năm ${year}, chờ bạn xác nhận`,
        en: `${closing.asked_by_name} closed the ${en} of ${year}; please confirm`,
      },
      closed: {
        vi: `Lãnh đạo đã xác nhận khóa ${vi} năm ${year}`,
        en: `The closing of the ${en} of ${year} was confirmed`,
      },
      returned: {
        vi: `Lãnh đạo trả lại việc khóa ${vi} năm ${year}: ${closing.return_reason ?? ""}`,
        en: `The closing of the ${en} of ${year} was returned: ${closing.return_reason ?? ""}`,
      },
    } as const;
    await notify(tx, {
      to:
        state === "asked"
          ? { organisations: [organisation], roles: ["leader"] }
          : { appointments: [askedBy] },
      kind: "documents.closing",
      title: words[state],
      href: `/registers/closings/${closingId}`,
      dedupeKey: event.id,
    });
  },
});
