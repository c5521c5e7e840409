import { nameActions } from "../../../core/audit/index.ts";

nameActions({
  "documents.write-slip": { vi: "Lập phiếu trình", en: "Wrote a submission slip" },
  "documents.decide-slip": { vi: "Cho ý kiến vào phiếu trình", en: "Decided on a submission slip" },
});
