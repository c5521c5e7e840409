import { spawn } from "node:child_process";

/**
 * Marks a process and what it will start as batch (Linux SCHED_BATCH): when somebody wakes it, it waits for its turn
 * instead of taking the core away from whoever is running. For servers that are asked often and answer quickly; on two
 * cores it halved what a message costs (docs/decisions/031). Without `chrt` (util-linux) nothing changes.
 */
export function runAsBatch(pid: number): void {
  if (process.platform !== "linux" || pid <= 0) return;
  spawn("chrt", ["--batch", "--all-tasks", "--pid", "0", String(pid)], { stdio: "ignore" })
    .on("error", () => undefined)
    .unref();
}
