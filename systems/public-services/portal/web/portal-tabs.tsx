import { Tabs } from "../../../../core/ui/index.ts";
import { STANDING_WORDS } from "../words.ts";

export const HERE = "/portal";
export const TITLE = { vi: "Cổng Dịch vụ công quốc gia", en: "National service portal" };

interface PortalTabsProps {
  readonly current: "refused" | "waiting" | "sent" | "all" | "incoming";
  readonly counts: { readonly refused: number; readonly waiting: number; readonly incoming: number };
  readonly countedTo: number;
}

/** The places of the room: what needs a person first. */
export function PortalTabs({ current, counts, countedTo }: PortalTabsProps) {
  return (
    <Tabs
      label={{ vi: "Bản ghi theo tình trạng gửi", en: "Records by how they were sent" }}
      tabs={[
        {
          href: HERE,
          label: STANDING_WORDS.refused.label,
          count: counts.refused,
          countedTo,
          current: current === "refused",
        },
        {
          href: `${HERE}?view=waiting`,
          label: STANDING_WORDS.waiting.label,
          count: counts.waiting,
          countedTo,
          current: current === "waiting",
        },
        { href: `${HERE}?view=sent`, label: STANDING_WORDS.sent.label, current: current === "sent" },
        { href: `${HERE}?view=all`, label: { vi: "Tất cả", en: "All" }, current: current === "all" },
        {
          href: `${HERE}/incoming`,
          label: { vi: "Nhận từ Cổng", en: "From the portal" },
          count: counts.incoming,
          countedTo,
          current: current === "incoming",
        },
      ]}
    />
  );
}
