import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import {
  accountPage,
  accountPost,
  askPost,
  comparePage,
  comparePost,
  differencePost,
  paymentAction,
  paymentPage,
  paymentsExport,
  paymentsPage,
  receiptFile,
} from "./desk-pages.tsx";
import { payOnlinePage, payPage, payReceipt } from "./pay-page.tsx";

/** Everybody below /pay, officials below /payments. */
export function paymentPages(app: Hono<HttpEnv>): void {
  app.get("/pay/:token", payPage);
  app.get("/pay/:token/online", payOnlinePage);
  app.get("/pay/:token/receipt.pdf", payReceipt);
  app.get("/payments", paymentsPage);
  for (const kind of ["xlsx", "docx", "pdf"]) app.get(`/payments.${kind}`, paymentsExport);
  app.post("/payments/ask", askPost);
  app.get("/payments/compare", comparePage);
  app.post("/payments/compare", comparePost);
  app.post("/payments/differences/:id", differencePost);
  app.get("/payments/account", accountPage);
  app.post("/payments/account", accountPost);
  app.get("/payments/:id", paymentPage);
  app.get("/payments/:id/receipt.pdf", receiptFile);
  app.post("/payments/:id/:action", paymentAction);
}
