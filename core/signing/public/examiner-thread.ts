/** The thread that examines files, one after the other; see `examiner.ts`. */
import { parentPort, workerData } from "node:worker_threads";
import type { RevocationSource } from "../certificates/index.ts";
import { openRevocation } from "../trust/open-revocation.ts";
import { examineFile } from "./examine-file.ts";
import type { ThreadData, ThreadMessage, ThreadTask } from "./examiner-protocol.ts";

const data: ThreadData = workerData;
const revocation = data.revocation && announced(openRevocation(data.revocation));

parentPort?.on("message", (task: ThreadTask) => {
  void examineFile(task, { trust: data.trust, revocation }).then((report) => send({ kind: "done", report }));
});

/** Says when it waits for the network, so that a slow authority is not taken for a hostile file. */
function announced(source: RevocationSource): RevocationSource {
  let asking = 0;
  return {
    async status(certificate, issuer, at) {
      asking += 1;
      if (asking === 1) send({ kind: "waiting" });
      try {
        return await source.status(certificate, issuer, at);
      } finally {
        asking -= 1;
        if (asking === 0) send({ kind: "working" });
      }
    },
  };
}

function send(message: ThreadMessage): void {
  parentPort?.postMessage(message);
}
