import type { House } from "../../core/system.ts";
import type { CrashPoint } from "./options.ts";
import "../../systems/interchange/axis-service.ts";

/**
 * Puts a trap into the ports of the house: at the n-th passing of the point the process dies at once, without any
 * clean-up. The code under test knows nothing of it.
 */
export function armCrashPoint(
  house: House,
  crash: { readonly point: CrashPoint; readonly occurrence: number },
): void {
  let left = crash.occurrence;
  const pass = (point: CrashPoint): void => {
    if (point !== crash.point) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
  };
  const { files } = house;
  const put = files.put.bind(files);
  files.put = async (content, options) => {
    pass("file.before");
    const stored = await put(content, options);
    pass("file.after");
    return stored;
  };
  const { axis } = house.services;
  if (!axis) return;
  house.services.axis = {
    ...axis,
    async send(message) {
      pass("send.before");
      const sent = await axis.send(message);
      pass("send.after");
      return sent;
    },
    async get(docId, target) {
      const got = await axis.get(docId, target);
      pass("fetch.after");
      return got;
    },
    async download(docId, target) {
      const got = await axis.download(docId, target);
      pass("fetch.after");
      return got;
    },
    async acknowledge(docId, status) {
      pass("acknowledge.before");
      await axis.acknowledge(docId, status);
      pass("acknowledge.after");
    },
  };
}
