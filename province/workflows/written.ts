/** A workflow as the province's data writes it; `systems/public-services/dossiers/workflow` reads it. */
export interface WrittenWorkflow {
  readonly code: string;
  readonly name: string;
  /** The desk that receives first, the counter that returns last. */
  readonly steps: readonly WrittenStep[];
  /** From, to, name on the button, and "back" for a way back. */
  readonly edges: readonly WrittenEdge[];
}

export type WrittenStep = readonly [
  key: string,
  name: string,
  state: 2 | 4 | 9,
  place: "receiver" | "commune" | "district" | "province",
  role: "desk" | "specialist" | "head-of-unit" | "leader" | "clerk",
  /** Per cent of the whole time. */
  share: number,
  more?: { readonly department?: string; readonly signs?: true },
];

type WrittenEdge = readonly [from: string, to: string, name: string, back?: "back"];
