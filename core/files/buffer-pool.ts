/** Buffers of one size that are used again: a new one for each piece of each file would keep the garbage collector busy. */
export interface BufferPool {
  take(): Buffer;
  /** Whoever gives a buffer back must not touch it again. */
  give(buffer: Buffer): void;
}

/** @param most how many idle buffers are kept */
export function bufferPool(bytes: number, most: number): BufferPool {
  const idle: Buffer[] = [];
  return {
    take: () => idle.pop() ?? Buffer.allocUnsafeSlow(bytes),
    give(buffer) {
      if (idle.length < most) idle.push(buffer);
    },
  };
}
