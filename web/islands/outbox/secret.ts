/**
 * Whether a form is about a secret document: then nothing of it may be kept on a machine that is not set up for
 * secrets (law 29/2018/QH14 on state secrets).
 */
export function isSecret(form: HTMLFormElement): boolean {
  const level = new FormData(form).get("confidentiality");
  return typeof level === "string" && level !== "" && level !== "0";
}
