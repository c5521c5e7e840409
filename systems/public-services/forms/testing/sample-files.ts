/** A whole JPEG of one pixel, with what a telephone writes around it. */
export function sampleJpeg(about: {
  readonly exif?: string;
  readonly orientation?: number;
  readonly comment?: string;
  /** Makes the content another one. */
  readonly seed?: number;
}): Buffer {
  const parts = [
    Buffer.from("ffd8", "hex"),
    segment(0xe0, Buffer.from("4a46494600010100000100010000", "hex")),
  ];
  if (about.exif !== undefined || about.orientation !== undefined) {
    const tiff = Buffer.from("49492a00080000000100120103000100000001000000000000000000", "hex");
    tiff.writeUInt16LE(about.orientation ?? 1, 18);
    parts.push(segment(0xe1, Buffer.concat([Buffer.from("Exif\0\0"), tiff, Buffer.from(about.exif ?? "")])));
  }
  if (about.comment !== undefined) parts.push(segment(0xfe, Buffer.from(about.comment)));
  parts.push(
    segment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 1 + ((about.seed ?? 0) % 200))])),
    segment(0xc0, Buffer.from("080001000101011100", "hex")),
    segment(0xc4, Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(15), Buffer.from([0])])),
    segment(0xda, Buffer.from("0101003f00", "hex")),
    Buffer.from("ff007fffd012ff00", "hex"),
    Buffer.from("ffd9", "hex"),
  );
  return Buffer.concat(parts);
}

function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}
