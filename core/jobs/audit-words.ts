import { nameActions } from "../audit/action-words.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  "jobs.rerun": { vi: "Chạy lại việc bị dừng", en: "Ran a stopped job again" },
  "jobs.dismissed": { vi: "Bỏ qua việc bị dừng", en: "Put a stopped job aside" },
});
