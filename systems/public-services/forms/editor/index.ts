import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { checksAction, checksPage } from "./checks-page.tsx";
import { fieldEditAction, fieldEditPage } from "./field-edit.tsx";
import { arrangeForm, formPage, tryForm } from "./form-page.tsx";
import { listExport, listPage, loadForms } from "./list-page.tsx";
import { createFormAction, newFormPage } from "./new-form.tsx";
import { pageEditAction, pageEditPage } from "./page-edit.tsx";
import { publishAction, publishPage } from "./publish-page.tsx";
import { settingsAction, settingsPage } from "./settings-page.tsx";
import { versionPage, versionsPage } from "./versions-page.tsx";

/** The pages officials write forms on. Named addresses come before those with a code. */
export function editorPages(app: Hono<HttpEnv>): void {
  app.get("/forms", listPage);
  app.get("/forms.xlsx", listExport);
  app.get("/forms.pdf", listExport);
  app.post("/forms/load", loadForms);
  app.get("/forms/new", newFormPage);
  app.post("/forms/new", createFormAction);
  app.get("/forms/:code", formPage);
  app.post("/forms/:code", arrangeForm);
  app.post("/forms/:code/try", tryForm);
  app.get("/forms/:code/settings", settingsPage);
  app.post("/forms/:code/settings", settingsAction);
  app.get("/forms/:code/checks", checksPage);
  app.post("/forms/:code/checks", checksAction);
  app.get("/forms/:code/publish", publishPage);
  app.post("/forms/:code/publish", publishAction);
  app.get("/forms/:code/versions", versionsPage);
  app.get("/forms/:code/versions/:number", versionPage);
  app.get("/forms/:code/pages/:page", pageEditPage);
  app.post("/forms/:code/pages/:page", pageEditAction);
  app.get("/forms/:code/fields/:field", fieldEditPage);
  app.post("/forms/:code/fields/:field", fieldEditAction);
}
