/** What the square code of a citizen identity card says. */
export interface CardContent {
  readonly identifier: string;
  readonly name: string;
  /** `yyyy-MM-dd` */
  readonly birthDate: string;
  readonly address: string;
}

/**
 * Reads what a scanner types from the card: fields divided by `|`: identifier, old 9-digit number (may be empty), name,
 * birth ddMMyyyy, sex, address, day of issue ddMMyyyy. Newer cards have more fields behind.
 *
 * @returns undefined when it is no such code
 */
export function readIdentityCard(scanned: string): CardContent | undefined {
  const [identifier = "", old, name = "", birth = "", , address = ""] = scanned
    .normalize("NFC")
    .trim()
    .split("|")
    .map((part) => part.trim());
  const [, day, month, year] = /^(\d{2})(\d{2})(\d{4})$/.exec(birth) ?? [];
  if (!/^\d{12}$/.test(identifier) || old === undefined || name === "" || year === undefined)
    return undefined;
  return { identifier, name, birthDate: `${year}-${month}-${day}`, address };
}
