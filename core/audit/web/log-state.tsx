import { formatDateTime, formatNumber, Notice, useText } from "../../ui/index.ts";
import type { LogStanding } from "../records.ts";

/** Is the log being sealed, and up to where? */
export function LogState({ standing }: { standing: LogStanding }) {
  const text = useText();
  if (standing.halted !== null) {
    return (
      <Notice
        tone="bad"
        title={{ vi: "Việc niêm phong nhật ký đã dừng", en: "Sealing of the log has stopped" }}
      >
        <p>
          {text({
            vi: "Dữ liệu không khớp với phần nhật ký đã ký. Bản ghi mới vẫn được ghi nhưng chưa được niêm phong. Hãy chạy npm run audit:verify để biết bản ghi nào sai, rồi khởi động lại.",
            en: "The data do not match the part of the log that was signed. New records are written but not sealed. Run npm run audit:verify to see which record is wrong, then start again.",
          })}
        </p>
        <p lang="en">{standing.halted}</p>
      </Notice>
    );
  }
  if (standing.signedAt === null) return null;
  const [count, at] = [formatNumber(standing.signed), formatDateTime(standing.signedAt)];
  return (
    <p>
      {text({
        vi: `${count} bản ghi đã niêm phong dưới gốc cây ký lúc ${at}. Kiểm tra toàn bộ: npm run audit:verify.`,
        en: `${count} records are sealed under the tree head signed at ${at}. To check everything: npm run audit:verify.`,
      })}
    </p>
  );
}
