/** What the catalogue's pages ask of the other parts, where they are there. */
declare module "../../../core/system.ts" {
  interface Services {
    /** Where a procedure is filed online; undefined while nobody takes dossiers in. */
    filing: { href(procedureCode: string, caseKey: string): string | undefined };
  }
}

export {};
