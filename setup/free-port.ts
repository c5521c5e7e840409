import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * A port of this computer on which nobody listens, below those that the kernel gives to outgoing connections: minutes
 * may pass between the choice and the listening, days until the next start, and nobody takes such a port by chance.
 *
 * @param promised ports given to somebody else already
 */
export async function freePort(promised: readonly number[] = []): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (!promised.includes(port) && (await isFree(port))) return port;
  }
}

/** Whether a server could listen on a port of 127.0.0.1 now. */
export async function isFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
