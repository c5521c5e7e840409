import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  consistencyProof,
  EMPTY_ROOT,
  type Hash,
  inclusionProof,
  leafHash,
  rangeHash,
  type SubtreeSource,
  verifyConsistency,
  verifyInclusion,
} from "./merkle.ts";
import { bundlePath, foldFull, readBundle, readTile, TileTree, tilePath } from "./tile-tree.ts";

/** The definition of RFC 9162 section 2.1.1, word by word. */
function naiveRoot(entries: readonly Buffer[]): Hash {
  if (entries.length === 0) return createHash("sha256").digest();
  const [only] = entries;
  if (entries.length === 1 && only) return createHash("sha256").update(Buffer.of(0)).update(only).digest();
  let k = 1;
  while (k * 2 < entries.length) k *= 2;
  const [left, right] = [naiveRoot(entries.slice(0, k)), naiveRoot(entries.slice(k))];
  return createHash("sha256").update(Buffer.of(1)).update(left).update(right).digest();
}

/** PATH(m, D_n) of section 2.1.3.1. */
function naivePath(m: number, entries: readonly Buffer[]): Hash[] {
  if (entries.length <= 1) return [];
  let k = 1;
  while (k * 2 < entries.length) k *= 2;
  return m < k
    ? [...naivePath(m, entries.slice(0, k)), naiveRoot(entries.slice(k))]
    : [...naivePath(m - k, entries.slice(k)), naiveRoot(entries.slice(0, k))];
}

/** SUBPROOF(m, D_n, b) of section 2.1.4.1. */
function naiveSubproof(m: number, entries: readonly Buffer[], whole: boolean): Hash[] {
  if (m === entries.length) return whole ? [] : [naiveRoot(entries)];
  let k = 1;
  while (k * 2 < entries.length) k *= 2;
  return m <= k
    ? [...naiveSubproof(m, entries.slice(0, k), whole), naiveRoot(entries.slice(k))]
    : [...naiveSubproof(m - k, entries.slice(k), false), naiveRoot(entries.slice(0, k))];
}

function sourceOf(entries: readonly Buffer[]): SubtreeSource {
  return async (height, index) =>
    foldFull(entries.slice(index * 2 ** height, (index + 1) * 2 ** height).map((entry) => leafHash(entry)));
}

function entriesOf(count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => Buffer.from(`entry ${index}`));
}

const hex = (hashes: readonly Hash[]): string[] => hashes.map((hash) => hash.toString("hex"));

describe("Merkle tree (RFC 9162)", () => {
  test("the example tree of section 2.1.5: seven leaves, proofs as drawn there", async () => {
    const entries = entriesOf(7);
    const source = sourceOf(entries);
    const h = async (first: number, end: number): Promise<Hash> => naiveRoot(entries.slice(first, end));
    // PATH(0) = [b, h, l], PATH(3) = [c, g, l], PATH(4) = [f, j, k], PATH(6) = [i, k]
    expect(hex(await inclusionProof(source, 0, 7))).toEqual(
      hex([await h(1, 2), await h(2, 4), await h(4, 7)]),
    );
    expect(hex(await inclusionProof(source, 3, 7))).toEqual(
      hex([await h(2, 3), await h(0, 2), await h(4, 7)]),
    );
    expect(hex(await inclusionProof(source, 4, 7))).toEqual(
      hex([await h(5, 6), await h(6, 7), await h(0, 4)]),
    );
    expect(hex(await inclusionProof(source, 6, 7))).toEqual(hex([await h(4, 6), await h(0, 4)]));
    // PROOF(3, 7) = [c, d, g, l], PROOF(4, 7) = [l], PROOF(6, 7) = [i, j, k]
    expect(hex(await consistencyProof(source, 3, 7))).toEqual(
      hex([await h(2, 3), await h(3, 4), await h(0, 2), await h(4, 7)]),
    );
    expect(hex(await consistencyProof(source, 4, 7))).toEqual(hex([await h(4, 7)]));
    expect(hex(await consistencyProof(source, 6, 7))).toEqual(
      hex([await h(4, 6), await h(6, 7), await h(0, 4)]),
    );
  });

  test("root, inclusion and consistency agree with the definition for every small tree", async () => {
    for (let size = 1; size <= 40; size += 1) {
      const entries = entriesOf(size);
      const source = sourceOf(entries);
      const root = naiveRoot(entries);
      expect((await rangeHash(source, 0, size)).equals(root)).toBe(true);
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(source, index, size);
        expect(hex(proof)).toEqual(hex(naivePath(index, entries)));
        expect(verifyInclusion(leafHash(entries[index] ?? Buffer.alloc(0)), index, size, proof, root)).toBe(
          true,
        );
      }
      for (let earlier = 1; earlier <= size; earlier += 1) {
        const proof = await consistencyProof(source, earlier, size);
        expect(hex(proof)).toEqual(hex(naiveSubproof(earlier, entries, true)));
        expect(verifyConsistency(earlier, naiveRoot(entries.slice(0, earlier)), size, root, proof)).toBe(
          true,
        );
      }
    }
  });

  test("a proof with one bit changed, or of another place, proves nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 300 }),
        fc.nat(),
        fc.nat(),
        fc.nat({ max: 255 }),
        async (size, pick, step, bit) => {
          const entries = entriesOf(size);
          const source = sourceOf(entries);
          const root = naiveRoot(entries);
          const index = pick % size;
          const leaf = leafHash(entries[index] ?? Buffer.alloc(0));
          const proof = await inclusionProof(source, index, size);
          const changed = proof.map((hash) => Buffer.from(hash));
          const target = changed[step % changed.length] ?? Buffer.alloc(32);
          target[bit >> 3] = (target[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          expect(verifyInclusion(leaf, index, size, changed, root)).toBe(false);
          expect(verifyInclusion(leaf, (index + 1) % size, size, proof, root)).toBe(false);
          expect(verifyInclusion(leaf, index, size, proof.slice(1), root)).toBe(false);

          const earlier = 1 + (step % (size - 1));
          const growth = await consistencyProof(source, earlier, size);
          const earlierRoot = naiveRoot(entries.slice(0, earlier));
          expect(verifyConsistency(earlier, root, size, root, growth)).toBe(false);
          expect(verifyConsistency(earlier, earlierRoot, size, earlierRoot, growth)).toBe(false);
          expect(verifyConsistency(earlier, earlierRoot, size, root, [...growth, leaf])).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("tiles (C2SP tlog-tiles)", () => {
  test("paths are numbered in groups of three", () => {
    expect(tilePath(0, 1234067)).toBe("tile/0/x001/x234/067");
    expect(tilePath(1, 0, 5)).toBe("tile/1/000.p/5");
    expect(bundlePath(1000)).toBe("tile/entries/x001/000");
  });

  test("the tree kept as its right edge has the root of the definition, and its files hold every hash", () => {
    expect(new TileTree().root().equals(EMPTY_ROOT)).toBe(true);
    const entries = entriesOf(256 * 257 + 300);
    const tree = new TileTree();
    const files = new Map<string, Buffer>();
    const checked = new Set([
      1,
      2,
      255,
      256,
      257,
      511,
      512,
      513,
      1000,
      65_535,
      65_536,
      65_537,
      entries.length,
    ]);
    for (const entry of entries) {
      tree.append(leafHash(entry), entry);
      for (const file of tree.takeComplete()) files.set(file.path, file.bytes);
      if (checked.has(tree.size))
        expect(tree.root().equals(naiveRoot(entries.slice(0, tree.size)))).toBe(true);
    }
    for (const file of tree.partialFiles()) files.set(file.path, file.bytes);
    const level0 = [...files]
      .filter(([path]) => path.startsWith("tile/0/"))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    expect(hex(level0.flatMap(([, bytes]) => readTile(bytes)))).toEqual(
      hex(entries.map((entry) => leafHash(entry))),
    );
    expect(readTile(files.get("tile/1/000") ?? Buffer.alloc(0))).toHaveLength(256);
    expect(readTile(files.get("tile/1/001.p/2") ?? Buffer.alloc(0))).toHaveLength(2);
    expect(
      readTile(files.get("tile/2/000.p/1") ?? Buffer.alloc(0))[0]?.equals(
        naiveRoot(entries.slice(0, 65_536)),
      ),
    ).toBe(true);
    expect(readBundle(files.get("tile/entries/003") ?? Buffer.alloc(0))?.[2]?.toString()).toBe(
      `entry ${3 * 256 + 2}`,
    );
  });
});
