import { migrate } from "../../../core/database/index.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { DAK_HA, type TestProvince, testProvince } from "../../documents/testing.ts";
import { procedureAt } from "./procedure.ts";
import { type ProcedureRecord, procedureRecord } from "./record.ts";
import { seedDemoCatalogue } from "./seed-catalogue.ts";
import { takeRecord } from "./write-version.ts";

export { DAK_HA };

const ROOM = "systems/public-services/catalogue";

/** The real province with a catalogue: empty, or with the procedures of the demonstration. */
export async function testCatalogue(options: { readonly seeded?: boolean } = {}): Promise<TestProvince> {
  const world = await testProvince();
  await migrate(world.database, [{ room: ROOM, folder: new URL("migrations/", import.meta.url) }]);
  if (options.seeded) await seedDemoCatalogue(world.house);
  return world;
}

/** A small whole record. */
export function sampleRecord(over: Partial<ProcedureRecord> = {}): ProcedureRecord {
  return procedureRecord.parse({
    code: "1.900001",
    name: "Thủ tục cấp thẻ đọc sách",
    summary: "Bạn cần thẻ để mượn sách.",
    field: { code: "TV", name: "Thư viện" },
    levels: ["commune"],
    serviceLevel: 4,
    publishedBy: "",
    implementingBody: "Ủy ban nhân dân cấp xã",
    competentBody: "Ủy ban nhân dân cấp xã",
    coordinatingBody: "",
    department: "",
    targets: ["Công dân Việt Nam"],
    targetText: "",
    lifeEvents: ["di-hoc"],
    keywords: ["làm thẻ thư viện"],
    cases: [
      {
        key: "case-1",
        name: "Cấp mới",
        formCode: null,
        workflowCode: null,
        steps: ["Bạn nộp đơn.", "Bạn nhận thẻ."],
        channels: [
          {
            channel: 1,
            durations: [{ amount: 3, unit: "working-day", text: "" }],
            fees: [{ code: "P1", kind: "fee", amount: 5000, currency: "VND", text: "", collect: 1 }],
          },
        ],
        components: [
          {
            key: "paper-1",
            code: "",
            name: "Đơn đề nghị",
            originals: 1,
            copies: 0,
            electronic: true,
            required: true,
            reusable: false,
            template: "",
          },
        ],
      },
    ],
    results: [{ code: "KQ1", name: "Thẻ đọc sách" }],
    conditions: "",
    legalBases: [{ number: "46/2019/QH14", title: "Luật Thư viện" }],
    asOf: "2022-03-01",
    unverified: [],
    ...over,
  });
}

/** Publishes a record from the first day of 2021 and gives the version that holds since then. */
export async function publishSample(tx: Transaction, over: Partial<ProcedureRecord>): Promise<string> {
  const record = sampleRecord(over);
  await takeRecord(tx, record, { origin: "province", from: "2021-01-01", basis: "QĐ thử", by: "A" });
  const found = await procedureAt(tx.queries, record.code, "2021-01-01");
  if (!found) throw new Error(`procedure ${record.code} was not published`);
  return found.versionId;
}
