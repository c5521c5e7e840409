import { pino } from "pino";

/** Structured log: one JSON line an event, on standard error, so that standard output stays for people and tools. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** @param level `silent` in tests, `info` otherwise. */
export function createLog(level: "silent" | "warn" | "info" = "info"): Log {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
}
