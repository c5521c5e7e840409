import { Card, Facts, formatDateTime, Notice, useText } from "../../ui/index.ts";
import type { RecordProof } from "../prove-record.ts";
import type { AuditRecord } from "../records.ts";
import { SealChip, Who } from "./audit-register.tsx";

interface RecordPageProps {
  readonly record: AuditRecord;
  readonly proof: RecordProof | undefined;
  readonly path: string;
}

/** One record with everything it says, and the proof of its place. */
export function RecordPage({ record, proof, path }: RecordPageProps) {
  const text = useText();
  const object = `${record.objectKind}/${record.objectId}`;
  return (
    <>
      <Facts
        look="card"
        facts={[
          { term: { vi: "Lúc", en: "At" }, value: formatDateTime(record.at) },
          { term: { vi: "Mã việc", en: "Action code" }, value: <code>{record.action}</code> },
          { term: { vi: "Người làm", en: "Who" }, value: <Who record={record} /> },
          { term: { vi: "Từ địa chỉ", en: "From address" }, value: record.actor.address },
          {
            term: { vi: "Đối tượng", en: "Object" },
            value: <a href={`${path}?object=${encodeURIComponent(object)}`}>{object}</a>,
          },
          { term: { vi: "Nội dung", en: "Data" }, value: <pre>{JSON.stringify(record.data, null, 2)}</pre> },
          { term: { vi: "Mã bản ghi", en: "Record id" }, value: <code>{record.id}</code> },
          { term: { vi: "Niêm phong", en: "Seal" }, value: <SealChip seal={record.seal} /> },
        ]}
      />
      <Card title={{ vi: "Bằng chứng", en: "Proof" }}>
        <Verdict proof={proof} waiting={record.seal.state !== "signed"} />
        {proof && (
          <details>
            <summary>
              {text({ vi: "Dữ liệu để kiểm tra độc lập", en: "Data for an independent check" })}
            </summary>
            <Facts
              facts={[
                { term: { vi: "Số trong nhật ký", en: "Index" }, value: String(proof.index) },
                { term: { vi: "Giá trị băm của lá", en: "Leaf hash" }, value: <code>{proof.leafHash}</code> },
                {
                  term: { vi: "Đường đến gốc", en: "Path to the root" },
                  value: <pre>{proof.path.join("\n")}</pre>,
                },
                {
                  term: { vi: "Gốc cây đã ký", en: "Signed tree head" },
                  value: <pre>{proof.checkpoint}</pre>,
                },
              ]}
            />
          </details>
        )}
      </Card>
    </>
  );
}

function Verdict({ proof, waiting }: { proof: RecordProof | undefined; waiting: boolean }) {
  const text = useText();
  if (proof?.holds) {
    return (
      <Notice tone="good">
        {text({
          vi: "Vị trí của bản ghi dẫn đúng đến gốc cây đã ký. Kiểm tra cả nội dung của mọi bản ghi: npm run audit:verify.",
          en: "The place of the record leads to the signed root. To check the content of every record too: npm run audit:verify.",
        })}
      </Notice>
    );
  }
  if (waiting) {
    return (
      <Notice tone="info">
        {text({
          vi: "Bản ghi sẽ được niêm phong và ký trong vài giây; tải lại trang để xem bằng chứng.",
          en: "The record will be sealed and signed within seconds; reload to see the proof.",
        })}
      </Notice>
    );
  }
  return (
    <Notice tone="bad">
      {text({
        vi: "Chưa dựng được bằng chứng: tệp của nhật ký thiếu hoặc không khớp. Báo quản trị viên chạy npm run audit:verify.",
        en: "The proof cannot be built: files of the log are missing or do not fit. Ask an administrator to run npm run audit:verify.",
      })}
    </Notice>
  );
}
