import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { accountPage, accountPost } from "./account-page.tsx";
import { askPost } from "./ask-page.tsx";
import { compareListPost, comparePage, comparePost } from "./compare-page.tsx";
import { differencePage, differencePost, differencesExport, differencesPage } from "./difference-pages.tsx";
import { paymentsExport } from "./exports.ts";
import { paymentsPage } from "./list-page.tsx";
import { payOnlinePage, payPage, payReceipt, paySlip } from "./pay-page.tsx";
import { billFile, paymentAction, paymentPage, receiptFile } from "./payment-page.tsx";

const EXPORTS = ["xlsx", "docx", "pdf", "csv"];

/** Everybody below /pay, officials below /payments. */
export function paymentPages(app: Hono<HttpEnv>): void {
  app.get("/pay/:token", payPage);
  app.get("/pay/:token/online", payOnlinePage);
  app.get("/pay/:token/slip.pdf", paySlip);
  app.get("/pay/:token/receipt.pdf", payReceipt);
  app.get("/payments", paymentsPage);
  for (const kind of EXPORTS) {
    app.get(`/payments.${kind}`, paymentsExport);
    app.get(`/payments/differences.${kind}`, differencesExport);
  }
  app.post("/payments/ask", askPost);
  app.get("/payments/compare", comparePage);
  app.post("/payments/compare", comparePost);
  app.post("/payments/compare/list", compareListPost);
  app.get("/payments/differences", differencesPage);
  app.get("/payments/differences/:id", differencePage);
  app.post("/payments/differences/:id", differencePost);
  app.get("/payments/account", accountPage);
  app.post("/payments/account", accountPost);
  app.get("/payments/:id", paymentPage);
  app.get("/payments/:id/receipt.pdf", receiptFile);
  app.get("/payments/:id/bill.pdf", billFile);
  app.post("/payments/:id/:action", paymentAction);
}
