import type { Sentence } from "../../../core/errors.ts";
import type { CertificateKind, CertificateState, Device } from "../states.ts";

/** One line somebody wants in the register, as read from a file: not yet checked against anything. */
export interface Candidate {
  /** "dòng 5" of the sheet, or the name of the file. */
  readonly place: string;
  readonly kind: CertificateKind | undefined;
  readonly holderName: string;
  /** Work address: tells people of one name apart. */
  readonly email: string;
  /** QCVN 102 code of the organisation. */
  readonly organisationCode: string;
  readonly unitName: string;
  readonly serial: string | undefined;
  readonly issuer: string;
  readonly subject: string;
  readonly notBefore: Date | undefined;
  readonly notAfter: Date | undefined;
  readonly device: Device | undefined;
  readonly deviceSerial: string;
  readonly thumbprint: string | null;
  readonly state: CertificateState;
  /** What is wrong with what was read. */
  readonly problems: readonly Sentence[];
}
