import { z } from "zod";

/** Where in the work a process kills itself, as a power cut would; `time` leaves it to the parent. */
export const CRASH_POINTS = [
  "time",
  "send.before",
  "send.after",
  "fetch.after",
  "acknowledge.before",
  "acknowledge.after",
  "file.before",
  "file.after",
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** What the parent tells the worker. */
export const workerOptions = z.object({
  dataDirectory: z.string(),
  databaseUrl: z.string(),
  axis: z.object({ endpoint: z.string(), systemId: z.string(), secret: z.string() }),
  standIns: z.object({
    axisPage: z.string(),
    agencies: z.string(),
    certificateAuthority: z.string(),
    timestampAuthority: z.string(),
  }),
  crash: z.object({ point: z.enum(CRASH_POINTS), occurrence: z.int().min(1) }),
  /** No new drafts; everything begun is brought to its end. */
  draining: z.boolean(),
});
export type WorkerOptions = z.infer<typeof workerOptions>;
