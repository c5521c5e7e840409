import { createHash } from "node:crypto";

/** A SHA-256 value, 32 bytes. */
export type Hash = Buffer;

const LEAF = Buffer.of(0x00);
const NODE = Buffer.of(0x01);

/** Hash of an entry of the log (RFC 9162 section 2.1.1). */
export function leafHash(entry: Uint8Array): Hash {
  return createHash("sha256").update(LEAF).update(entry).digest();
}

/** Hash of an inner node. */
export function nodeHash(left: Hash, right: Hash): Hash {
  return createHash("sha256").update(NODE).update(left).update(right).digest();
}

/** Hash of the empty tree. */
export const EMPTY_ROOT: Hash = createHash("sha256").digest();

/**
 * Where hashes of complete subtrees come from: the subtree of 2^`height` leaves whose first leaf is
 * `index`·2^`height`. Only complete subtrees inside the tree are asked for.
 */
export type SubtreeSource = (height: number, index: number) => Promise<Hash>;

/** Hash of the leaves `first` ≤ i < `end` as one tree (MTH of RFC 9162); `first` must be where such a subtree begins. */
export async function rangeHash(source: SubtreeSource, first: number, end: number): Promise<Hash> {
  const width = end - first;
  if (width === 0) return EMPTY_ROOT;
  const height = Math.log2(width);
  if (Number.isInteger(height)) return await source(height, first / width);
  const middle = first + largestPowerBelow(width);
  return nodeHash(await rangeHash(source, first, middle), await rangeHash(source, middle, end));
}

/**
 * Proof that leaf `index` is in the tree of `size` leaves (RFC 9162 section 2.1.3.1).
 *
 * @throws RangeError when there is no such leaf
 */
export async function inclusionProof(source: SubtreeSource, index: number, size: number): Promise<Hash[]> {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size))
    throw new RangeError(`no leaf ${index} in ${size}`);
  const proof: Hash[] = [];
  let first = 0;
  let end = size;
  while (end - first > 1) {
    const middle = first + largestPowerBelow(end - first);
    if (index < middle) {
      proof.push(await rangeHash(source, middle, end));
      end = middle;
    } else {
      proof.push(await rangeHash(source, first, middle));
      first = middle;
    }
  }
  return proof.reverse();
}

/** Does `proof` show that `leaf` stands at `index` of the tree of `size` leaves with this root (section 2.1.3.2)? */
export function verifyInclusion(
  leaf: Hash,
  index: number,
  size: number,
  proof: readonly Hash[],
  root: Hash,
): boolean {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) return false;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && hash.equals(root);
}

/**
 * Proof that the tree of `size` leaves is the tree of `earlier` leaves grown further (RFC 9162 section 2.1.4.1).
 *
 * @throws RangeError unless 0 < earlier ≤ size
 */
export async function consistencyProof(
  source: SubtreeSource,
  earlier: number,
  size: number,
): Promise<Hash[]> {
  if (!(Number.isSafeInteger(earlier) && earlier > 0 && earlier <= size)) {
    throw new RangeError(`a tree of ${size} leaves cannot grow out of one of ${earlier}`);
  }
  const proof: Hash[] = [];
  let first = 0;
  let end = size;
  // The earlier root itself is not sent while the subtree being looked at is exactly the earlier tree.
  let whole = true;
  while (end !== earlier) {
    const middle = first + largestPowerBelow(end - first);
    if (earlier <= middle) {
      proof.push(await rangeHash(source, middle, end));
      end = middle;
    } else {
      proof.push(await rangeHash(source, first, middle));
      first = middle;
      whole = false;
    }
  }
  if (!whole) proof.push(await rangeHash(source, first, end));
  return proof.reverse();
}

/** Does `proof` show that the tree (`size`, `root`) is a growth of (`earlier`, `earlierRoot`) (section 2.1.4.2)? */
export function verifyConsistency(
  earlier: number,
  earlierRoot: Hash,
  size: number,
  root: Hash,
  proof: readonly Hash[],
): boolean {
  if (!(Number.isSafeInteger(earlier) && Number.isSafeInteger(size) && earlier > 0 && earlier <= size))
    return false;
  if (earlier === size) return proof.length === 0 && earlierRoot.equals(root);
  const path = isPowerOfTwo(earlier) ? [earlierRoot, ...proof] : [...proof];
  const start = path.shift();
  if (!start) return false;
  let node = earlier - 1;
  let last = size - 1;
  while (node % 2 === 1) {
    node = half(node);
    last = half(last);
  }
  let before = start;
  let now = start;
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      before = nodeHash(sibling, before);
      now = nodeHash(sibling, now);
      while (node % 2 === 0 && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      now = nodeHash(now, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && before.equals(earlierRoot) && now.equals(root);
}

function largestPowerBelow(width: number): number {
  let power = 1;
  while (power * 2 < width) power *= 2;
  return power;
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value));
}

// Not `>> 1`: indexes may pass 2^31.
function half(value: number): number {
  return Math.floor(value / 2);
}
