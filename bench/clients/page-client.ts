/**
 * A browser's side of the pages bench, in a process of its own: asks for one page again and again over kept-alive
 * connections and prints what it found as JSON.
 *
 * Arguments: address, cookie, seconds, and either the number of connections (as fast as answers come) or `@` and a
 * rate per second (asked on the beat whether or not earlier answers have come).
 */
import { Agent, get } from "node:http";
import { performance } from "node:perf_hooks";

const [address = "", cookie = "", seconds = "5", how = "8"] = process.argv.slice(2);
const end = performance.now() + Number(seconds) * 1_000;
const milliseconds: number[] = [];
let bytes = 0;
let wrong = 0;

const rate = how.startsWith("@") ? Number(how.slice(1)) : undefined;
const agent = new Agent({ keepAlive: true, maxSockets: rate === undefined ? Number(how) : 64 });

function ask(): Promise<void> {
  const began = performance.now();
  return new Promise((resolve) => {
    const request = get(address, { agent, headers: { cookie } }, (answer) => {
      let size = 0;
      answer.on("data", (chunk: Buffer) => {
        size += chunk.length;
      });
      answer.on("end", () => {
        if (answer.statusCode !== 200) wrong += 1;
        bytes += size;
        milliseconds.push(performance.now() - began);
        resolve();
      });
    });
    request.on("error", () => {
      wrong += 1;
      resolve();
    });
  });
}

const began = performance.now();
if (rate === undefined) {
  await Promise.all(
    Array.from({ length: Number(how) }, async () => {
      while (performance.now() < end) await ask();
    }),
  );
} else {
  const asked: Promise<void>[] = [];
  for (let n = 0; ; n += 1) {
    const due = began + (n * 1_000) / rate;
    if (due >= end) break;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    asked.push(ask());
  }
  await Promise.all(asked);
}
agent.destroy();
process.stdout.write(
  JSON.stringify({ milliseconds, wrong, bytes, seconds: (performance.now() - began) / 1_000 }),
);
