/** A moment as the portal writes it: `yyyyMMddHHmmss`, Vietnam time (UTC+7), 24 hours. */
export function wireTime(moment: Date): string {
  return new Date(moment.getTime() + 7 * 3_600_000).toISOString().replace(/\D/g, "").slice(0, 14);
}
