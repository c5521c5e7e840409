import type { ScanReader } from "./index.ts";

declare module "../system.ts" {
  interface Services {
    /** The text of scanned pages. */
    scanReader: ScanReader;
  }
}
