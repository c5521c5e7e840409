/**
 * Decodes base64 as XML Schema has it: the alphabet, right padding, white space between; nothing else, and no bits that
 * mean nothing (Node's own decoder skips what it does not know, so that two readers would see different values).
 *
 * @returns undefined when the text is not that
 */
export function decodeBase64(text: string): Buffer | undefined {
  const compact = /[ \t\r\n]/.test(text) ? text.replace(/[ \t\r\n]+/g, "") : text;
  if (compact === "" || compact.length % 4 !== 0) return undefined;
  const bytes = Buffer.from(compact, "base64");
  return bytes.toString("base64") === compact ? bytes : undefined;
}
