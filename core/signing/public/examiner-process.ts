/** The process that examines files, one after the other; see `examiner.ts`. */
import type { RevocationSource } from "../certificates/index.ts";
import { openRevocation } from "../trust/open-revocation.ts";
import { type Examination, examineFile } from "./examine-file.ts";
import type { FromProcess, ToProcess } from "./examiner-protocol.ts";

let examination: Examination | undefined;

process.on("disconnect", () => process.exit());
process.on("message", (message: ToProcess) => {
  if (message.kind === "rules") {
    const { trust, revocation } = message.rules;
    examination = { trust, revocation: revocation && announced(openRevocation(revocation)) };
    send({ kind: "ready" });
  } else if (examination !== undefined) {
    void examineFile(message.file, examination).then((report) => send({ kind: "done", report }));
  }
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

function send(message: FromProcess): void {
  process.send?.(message);
}
