import type { Converter } from "./index.ts";

declare module "../system.ts" {
  interface Services {
    /** Office documents to PDF/A. */
    converter: Converter;
  }
}
