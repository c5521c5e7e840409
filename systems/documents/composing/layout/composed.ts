import type { DocumentText } from "../text/blocks.ts";
import type { BodySize } from "./measures.ts";

/** How a type of document is laid out (NĐ 30/2020 PL III, forms 1.1–1.10). */
export type Form = "named" | "letter" | "resolution" | "decision" | "telegram" | "minutes" | "agreement";

/** Lines above a name, in capitals: quyền hạn, chức vụ (PL I part II.7). */
export interface SignatureBlock {
  readonly lines: readonly string[];
  readonly name: string;
}

/** Everything the layout prints; all texts NFC and in one line unless they are lists. */
export interface ComposedDocument {
  readonly form: Form;
  readonly size: BodySize;
  /** "Quyết định"; printed in capitals. */
  readonly typeName: string;
  /** Cơ quan chủ quản, in capitals; empty for bodies that have none printed. */
  readonly superior: string;
  /** Cơ quan ban hành, in capitals; several for joint documents (liên tịch). */
  readonly issuers: readonly string[];
  /** As the name stands in a sentence. */
  readonly issuerName: string;
  /** "QĐ-STTTT"; the number comes at numbering. */
  readonly notation: string;
  /** Địa danh. */
  readonly place: string;
  readonly abstract: string;
  readonly addressees: readonly string[];
  /** Thẩm quyền ban hành of decisions, resolutions and telegrams, in capitals. */
  readonly authority: string;
  readonly text: DocumentText;
  /** Marks in red: secrecy, then urgency. */
  readonly marks: readonly RedMark[];
  /** "XEM XONG TRẢ LẠI", "LƯU HÀNH NỘI BỘ"; empty for none. */
  readonly circulation: string;
  readonly signer: SignatureBlock;
  /** Signs at the left: a joint issuer, the secretary of minutes, the other party. */
  readonly coSigner: SignatureBlock | undefined;
  readonly recipients: readonly string[];
  /** Ký hiệu người soạn thảo và số lượng bản phát hành. */
  readonly typist: string;
  /** Address, e-mail, telephone of the organisation: at the foot of page 1. */
  readonly address: readonly string[];
}

export interface RedMark {
  readonly text: string;
  /** Width of the frame in mm. */
  readonly width: number;
}
