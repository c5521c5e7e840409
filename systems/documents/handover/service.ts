import type { Queries } from "../../../core/database/index.ts";
import type { Appointment } from "../../../core/directory/index.ts";
import type { Sentence } from "../../../core/errors.ts";
import type { Transaction } from "../../../core/transaction/index.ts";

/** A work file somebody keeps and has not deposited. */
export interface KeptWorkFile {
  readonly id: string;
  readonly label: string;
  readonly href: string;
  readonly deadline: Date | null;
}

declare module "../../../core/system.ts" {
  interface Services {
    /** Work files that are handed over when their keeper leaves, when the room that keeps them is in the house. */
    filesToHandOver: {
      /** Files the appointment keeps that are not with the archive yet. */
      keptBy(queries: Queries, appointmentId: string): Promise<readonly KeptWorkFile[]>;
      /** Which of these appointments keep such a file. */
      keepersAmong(queries: Queries, appointmentIds: readonly string[]): Promise<readonly string[]>;
      /** Gives a file to another keeper. @returns why it cannot be done; "gone" when it is no longer that keeper's */
      pass(
        tx: Transaction,
        id: string,
        from: Pick<Appointment, "id" | "fullName">,
        to: Appointment,
      ): Promise<Sentence | "gone" | undefined>;
    };
  }
}
