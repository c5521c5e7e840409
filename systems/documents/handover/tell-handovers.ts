import { localDateOf } from "../../../core/calendar/index.ts";
import { notify, notifyAll } from "../../../core/notify/index.ts";
import { subscription } from "../../../core/system.ts";
import { getHandover, getLeaver } from "./handovers.ts";
import "./events.ts";

/** Whoever is to hand over somebody's work, whoever receives it and whoever ordered it are told. */
export const tellHandovers = subscription({
  consumer: "documents.tell-handovers",
  events: ["documents.handover-moved", "directory.appointment-moved"],
  async handle(tx, event) {
    const { data } = event;
    if ("appointmentId" in data) {
      if (data.action === "ended") await tellOfLeaver(tx, data.appointmentId, event.id);
      return;
    }
    const { handover, receivers, items } = await getHandover(tx.queries, data.handoverId);
    const href = `/handovers/${handover.id}`;
    const refused = items.filter(({ state }) => state === "refused").length;
    const toAsker = {
      to: { appointments: [handover.asked_by] },
      kind: `documents.handover-${data.step}`,
      href,
      dedupeKey: `${event.id}:asker`,
    };
    if (data.step !== "moved") {
      await notify(tx, {
        ...toAsker,
        title:
          data.step === "confirmed"
            ? {
                vi: `Biên bản bàn giao của ${handover.from_name} đã được mọi người nhận xác nhận`,
                en: `Every receiver has confirmed the hand-over of ${handover.from_name}`,
              }
            : {
                vi: `Biên bản bàn giao của ${handover.from_name} đã ký số`,
                en: `The minutes of the hand-over of ${handover.from_name} are signed`,
              },
      });
      return;
    }
    await notifyAll(tx, [
      {
        ...toAsker,
        title: {
          vi: `Bàn giao việc của ${handover.from_name} đã chuyển xong${refused > 0 ? `, ${refused} việc chưa bàn giao được` : ""}`,
          en: `The work of ${handover.from_name} was handed over${refused > 0 ? `, ${refused} items could not be` : ""}`,
        },
        urgency: refused > 0 ? ("urgent" as const) : ("normal" as const),
      },
      ...receivers.map((receiver) => {
        const n = items.filter(
          (item) => item.state === "moved" && item.to_appointment === receiver.appointment_id,
        ).length;
        return {
          to: { appointments: [receiver.appointment_id] },
          kind: "documents.handover-received",
          title: {
            vi: `Bạn nhận bàn giao ${n} việc từ ${handover.from_name}; hãy xem và xác nhận`,
            en: `${n} items of ${handover.from_name} were handed over to you; look at them and confirm`,
          },
          href,
          urgency: "urgent" as const,
          dedupeKey: `${event.id}:receiver`,
        };
      }),
    ]);
  },
});

async function tellOfLeaver(
  tx: Parameters<typeof notify>[0],
  appointmentId: string,
  key: string,
): Promise<void> {
  const leaver = await getLeaver(tx.queries, appointmentId);
  const on =
    leaver.leftOn && leaver.leftOn > localDateOf(tx.now)
      ? { vi: "sắp rời", en: "is leaving" }
      : { vi: "đã rời", en: "has left" };
  const common = {
    kind: "documents.handover-due",
    title: {
      vi: `${leaver.fullName} ${on.vi} vị trí ${leaver.title}: bàn giao việc còn mở`,
      en: `${leaver.fullName} ${on.en} the post ${leaver.title}: hand the open work over`,
    },
    href: `/handovers/people/${leaver.appointmentId}`,
    urgency: "urgent" as const,
    dedupeKey: key,
  };
  await notifyAll(tx, [
    { ...common, to: { organisations: [leaver.unitId], roles: ["head-of-unit"] } },
    { ...common, to: { organisations: [leaver.organisationId], roles: ["leader"] } },
  ]);
}
