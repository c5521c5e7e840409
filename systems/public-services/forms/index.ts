/** The door of the forms room: what the other rooms of public services use. */
import "./services.ts";
import "./tables.ts";

export { type FileGate, fileGate } from "./attachments/file-gate.ts";
export { ACCEPT, MOST_BYTES, refusalOf } from "./attachments/judge-file.ts";
export { type FormDefinition, formDefinition } from "./definition/definition.ts";
export { displayAnswer } from "./definition/display.ts";
export { type Evaluation, evaluate } from "./definition/evaluate.ts";
export { jsonSchemaOf } from "./definition/json-schema.ts";
export { wholeForm } from "./definition/standard-pages.ts";
export type {
  DraftLine,
  FilingCase,
  FilingCitizen,
  FilingProcedure,
  Party,
  ReceivedFiling,
  ReceivingBody,
} from "./services.ts";
export { type FormVersion, formOfProcedure, formVersion, publishedForm } from "./versions/find-forms.ts";
export { type AnswerSection, AnswersView, answerSections } from "./web/answers-view.tsx";
