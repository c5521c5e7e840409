import { type HostileFile, type HostileWorld, hostile } from "./hostile-file.ts";

/** Files cut short, with bytes flipped, removed, inserted or moved: in every region of the file. */
export function damagedFiles({ letter }: HostileWorld): HostileFile[] {
  const files: HostileFile[] = [];
  const { length } = letter;
  const open = letter.indexOf("/Contents <") + "/Contents <".length;
  const close = letter.indexOf(">", open);
  let padding = close;
  while (letter[padding - 1] === 0x30) padding -= 1;
  for (let i = 1; i <= 60; i += 1) {
    const at = Math.floor((length * i) / 61);
    // Cut inside the white space at the very end the file is still whole.
    if (letter.subarray(at).toString("latin1").trim() !== "")
      files.push(hostile(`cut short at byte ${at}`, letter.subarray(0, at)));
  }
  for (const [region, from, to] of [
    ["before the signature value", 0, open],
    ["in the signature value", open, padding - 4],
    ["behind the signature value", close, length - 8],
  ] as const) {
    for (let i = 0; i < 40; i += 1) {
      const at = from + Math.floor(((to - from) * i) / 40);
      // Bit 1 could change the case of a letter in the issuer's name, which means the same (RFC 5280 section 7.1).
      const bit = i % 5 === 1 && region === "in the signature value" ? 2 : i % 5;
      const flipped = Buffer.from(letter);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      files.push(hostile(`bit ${bit} of byte ${at} flipped, ${region}`, flipped));
    }
  }
  for (let i = 0; i < 20; i += 1) {
    const at = Math.floor((open * i) / 20) + 1;
    files.push(
      hostile(`one byte removed at ${at}`, Buffer.concat([letter.subarray(0, at), letter.subarray(at + 1)])),
    );
    const inserted = Buffer.concat([letter.subarray(0, at), Buffer.from(" "), letter.subarray(at)]);
    files.push(hostile(`one space inserted at ${at}`, inserted));
  }
  for (const [name, tail] of [
    ["text", "DA SUA"],
    ["an object", "\n3 0 obj\n<</Type/Page>>\nendobj\n"],
    ["another trailer without cross-reference", "\ntrailer\n<</Size 41/Root 17 0 R>>\n%%EOF\n"],
    ["two thousand zero bytes", "\0".repeat(2000)],
    ["another whole file", letter.toString("latin1")],
  ] as const)
    files.push(hostile(`${name} behind the end`, Buffer.concat([letter, Buffer.from(tail, "latin1")])));
  for (const head of ["junk before the header\n", "%PDF-1.4\n%PDF-1.7\n", "\n".repeat(600), "<html></html>"])
    files.push(
      hostile(
        `bytes before the header: ${JSON.stringify(head.slice(0, 12))}`,
        Buffer.concat([Buffer.from(head), letter]),
      ),
    );
  return files;
}
