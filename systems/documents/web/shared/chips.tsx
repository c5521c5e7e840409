import { StateChip, type Urgency, UrgencyStamp } from "../../../../core/ui/index.ts";
import { secrecyWords } from "./words.ts";

const STAMPS: readonly (Urgency | undefined)[] = [
  undefined,
  "urgent",
  "very-urgent",
  "express",
  "fixed-time",
];

/** Urgency and secrecy of a document, nothing when it has neither (NĐ 30/2020 PL I). */
export function DocumentMarks({ urgency, confidentiality }: { urgency: number; confidentiality: number }) {
  const stamp = STAMPS[urgency];
  return (
    <>
      {stamp && <UrgencyStamp urgency={stamp} />}{" "}
      {confidentiality > 0 && <StateChip tone="bad" icon="lock" label={secrecyWords(confidentiality)} />}
    </>
  );
}
