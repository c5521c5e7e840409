/** Records of the ZIP format (APPNOTE 6.3): their signatures and fixed sizes. */
export const LOCAL = { signature: 0x04034b50, size: 30 } as const;
export const CENTRAL = { signature: 0x02014b50, size: 46 } as const;
export const END = { signature: 0x06054b50, size: 22 } as const;
export const DESCRIPTOR = { signature: 0x08074b50, size: 12 } as const;

export const STORED = 0;
export const DEFLATED = 8;

export const FLAG = {
  encrypted: 0x0001,
  descriptor: 0x0008,
  strong: 0x0040,
  utf8: 0x0800,
  masked: 0x2000,
} as const;

/** One file of a container, as both of its headers say. */
export interface ZipEntry {
  readonly name: string;
  readonly method: typeof STORED | typeof DEFLATED;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Where the packed bytes stand. */
  readonly start: number;
  /** True when its header carries extra fields, which the first entry of an ASiC container must not. */
  readonly hasExtra: boolean;
}

/** Bounds within which a container is unpacked. */
export interface ZipLimits {
  readonly entries: number;
  /** Bytes that all compressed entries together may unpack to. */
  readonly inflatedBytes: number;
  /** Most times an entry may exceed its packed size; looked at above one megabyte. */
  readonly ratio: number;
  readonly nameBytes: number;
  /** Bytes of the signature files and manifests that are read whole. */
  readonly metaBytes: number;
}

export const DEFAULT_ZIP_LIMITS: ZipLimits = {
  entries: 1_000,
  inflatedBytes: 256 * 1024 * 1024,
  ratio: 120,
  nameBytes: 1_024,
  metaBytes: 8 * 1024 * 1024,
};
