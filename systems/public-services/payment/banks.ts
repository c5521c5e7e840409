/** Names of banks by their BIN, for people who read a slip; NAPAS gives the numbers. */
const BANKS: Readonly<Record<string, string>> = {
  "970405": "Agribank",
  "970415": "VietinBank",
  "970418": "BIDV",
  "970422": "MB",
  "970432": "VPBank",
  "970436": "Vietcombank",
  "970449": "LPBank",
};

/** "Agribank (970405)"; a bank that is not listed by its number alone. */
export function bankName(bin: string): string {
  const name = BANKS[bin];
  return name === undefined ? bin : `${name} (${bin})`;
}
