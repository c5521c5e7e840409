export { answerFragment, answerPage, answerPublicPage, flash, isSecure, redirectTo } from "./answer.tsx";
export { type AppParts, createApp } from "./app.tsx";
export type { HttpEnv, Session } from "./env.ts";
export { cleanFileName, type Form, readForm, type UploadedFile, value, values } from "./form.ts";
export { requireSession } from "./guard.ts";
export { type HelpContacts, helpContacts } from "./help-contacts.ts";
export { type Operation, type OperationContext, operation } from "./operation.ts";
export type { PublicOperation } from "./public-operation.ts";
export { attachment, clientAddress, localPath, queryNumber, queryText } from "./request.ts";
