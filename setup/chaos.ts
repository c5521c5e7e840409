/**
 * `npm run chaos -- [--kills 200] [--json]`: kills the working house (SIGKILL) at random points of sending, receiving,
 * numbering, signing, directing, asking, approving and filing, and proves afterwards that nothing was lost, doubled or left half-done.
 * Exit: 0 everything holds, 1 something does not, 2 wrong use.
 */
import { parseArgs } from "node:util";
import { type ChaosReport, runChaos } from "./chaos/run-chaos.ts";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "200" }, json: { type: "boolean", default: false } },
});
const kills = Number(values.kills);
if (Number.isInteger(kills) && kills > 0) {
  const report = await runChaos({ kills, say: (line) => process.stderr.write(`${line}\n`) });
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : describe(report));
  process.exit(report.sound ? 0 : 1);
} else {
  process.stderr.write("npm run chaos -- [--kills 200] [--json]\n");
  process.exit(2);
}

function describe(report: ChaosReport): string {
  const points = Object.entries(report.killsByPoint).map(([point, count]) => `${point} ${count}`);
  const lines = report.findings.map(({ promise, looked, broken }) => {
    const verdict = broken.length === 0 ? "holds" : `BROKEN ${broken.length} times`;
    return [`${verdict}: ${promise} (${looked})`, ...broken.slice(0, 20).map((line) => `    ${line}`)].join(
      "\n",
    );
  });
  const head = `${report.kills} kills in ${report.seconds} s (${points.join(", ")}), ${report.documents} documents issued`;
  return `${[head, ...lines].join("\n")}\n`;
}
