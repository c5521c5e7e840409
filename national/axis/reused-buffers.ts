const MOST_IDLE = 8;

/** Buffers of one size that are used again: new ones for each piece of each message keep the collector busy. */
export function reusedBuffers(bytes: number): { take(): Buffer; give(buffer: Buffer): void } {
  const idle: Buffer[] = [];
  return {
    take: () => idle.pop() ?? Buffer.allocUnsafeSlow(bytes),
    give(buffer) {
      if (idle.length < MOST_IDLE) idle.push(buffer);
    },
  };
}
