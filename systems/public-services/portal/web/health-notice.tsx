import { formatDateTime, Notice, useText } from "../../../../core/ui/index.ts";
import type { PortalHealth } from "../health.ts";

/** Says when the connection itself is the problem. */
export function HealthNotice(props: {
  readonly health: PortalHealth | undefined;
  readonly configured: boolean;
}) {
  const text = useText();
  const { health, configured } = props;
  if (!configured)
    return (
      <Notice tone="attention" title={{ vi: "Chưa nối với Cổng", en: "The portal is not connected" }}>
        {text({
          vi: "Hồ sơ được giữ trong hàng chờ. Quản trị viên đặt SERVICE_PORTAL rồi khởi động lại.",
          en: "Dossiers wait in the queue. An administrator sets SERVICE_PORTAL and restarts.",
        })}
      </Notice>
    );
  if (!health?.failingSince) return null;
  const since = formatDateTime(health.failingSince);
  return (
    <Notice
      tone="bad"
      title={{ vi: `Không nối được với Cổng từ ${since}`, en: `The portal cannot be reached since ${since}` }}
    >
      <p>{text({ vi: health.errorVi ?? "", en: health.errorEn ?? "" })}</p>
      <p>
        {text({
          vi: "Không có gì bị mất: việc tiếp nhận và giải quyết hồ sơ vẫn tiếp tục, bản ghi được gửi khi Cổng hoạt động lại.",
          en: "Nothing is lost: dossiers are received and handled as ever, and records go when the portal is back.",
        })}
      </p>
    </Notice>
  );
}
