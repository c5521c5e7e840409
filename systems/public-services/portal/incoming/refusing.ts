import { Refusal, type Sentence } from "../../../../core/errors.ts";

/** What is wrong with a dossier that the portal brings: told to it in Vietnamese. */
export function refusing(code: string, sentence: Sentence): Refusal {
  return new Refusal(code, 422, sentence);
}
