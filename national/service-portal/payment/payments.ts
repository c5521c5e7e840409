import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const paymentSchema = z.object({
  /** Opaque, in the address of the pay page. */
  id: z.string(),
  partner: z.string(),
  /** MaThamChieu, unique for a partner. */
  reference: z.string(),
  /** Integer đồng. */
  amount: z.int(),
  purpose: z.string(),
  payer: z.string(),
  lines: z.array(z.object({ text: z.string(), amount: z.int() })),
  state: z.enum(["khoi-tao", "thanh-cong", "that-bai"]),
  /** MaGiaoDich, once somebody has acted on the pay page. */
  transaction: z.string(),
  /** `yyyyMMddHHmmss`, of the last change. */
  time: z.string(),
  /** Where the payer goes on afterwards. */
  returnTo: z.string(),
});
export type Payment = z.infer<typeof paymentSchema>;

/** The payments of the platform; kept in one file, the newest so many. */
export interface Payments {
  byId(id: string): Payment | undefined;
  byReference(partner: string, reference: string): Payment | undefined;
  all(): readonly Payment[];
  put(payment: Payment): void;
  /** Writes what is waiting to be written, at once. */
  close(): void;
}

const MOST = 20_000;

export function openPayments(folder: string): Payments {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "payments.json");
  const byId = new Map(read(file).map((payment) => [payment.id, payment]));
  const byReference = new Map([...byId.values()].map((payment) => [keyOf(payment), payment]));
  let waiting: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(waiting);
    waiting = undefined;
    writeFileSync(`${file}.new`, JSON.stringify([...byId.values()]), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  return {
    byId: (id) => byId.get(id),
    byReference: (partner, reference) => byReference.get(keyOf({ partner, reference })),
    all: () => [...byId.values()],
    put(payment) {
      byId.delete(payment.id);
      byId.set(payment.id, payment);
      byReference.set(keyOf(payment), payment);
      const oldest = byId.size > MOST ? byId.values().next().value : undefined;
      if (oldest) {
        byId.delete(oldest.id);
        byReference.delete(keyOf(oldest));
      }
      // Many payments in one moment are written together; a kill loses at most this moment.
      if (waiting === undefined) waiting = setTimeout(save, 20);
    },
    close() {
      if (waiting !== undefined) save();
    },
  };
}

function keyOf({ partner, reference }: Pick<Payment, "partner" | "reference">): string {
  return `${partner}|${reference}`;
}

function read(file: string): Payment[] {
  try {
    return z.array(paymentSchema).parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
