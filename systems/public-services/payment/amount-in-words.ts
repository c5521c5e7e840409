const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const GROUPS = ["", "nghìn", "triệu", "tỷ", "nghìn tỷ", "triệu tỷ"];

/** A sum in words, as receipts want it: 8000 → "Tám nghìn đồng". Whole đồng, 0 to 10^15. */
export function amountInWords(dong: number): string {
  if (!Number.isSafeInteger(dong) || dong < 0 || dong >= 1e15) throw new RangeError(`no sum: ${dong}`);
  if (dong === 0) return "Không đồng";
  const groups: number[] = [];
  for (let rest = dong; rest > 0; rest = Math.floor(rest / 1000)) groups.push(rest % 1000);
  const words = groups
    .map((group, index) =>
      group === 0 ? "" : `${groupInWords(group, index === groups.length - 1)} ${GROUPS[index] ?? ""}`.trim(),
    )
    .reverse()
    .filter(Boolean)
    .join(" ");
  return `${words.charAt(0).toLocaleUpperCase("vi")}${words.slice(1)} đồng`;
}

function groupInWords(group: number, first: boolean): string {
  const [hundreds, tens, ones] = [Math.floor(group / 100), Math.floor((group % 100) / 10), group % 10];
  const said: string[] = [];
  if (hundreds > 0 || !first) said.push(`${DIGITS[hundreds]} trăm`);
  if (tens === 0 && ones > 0 && (hundreds > 0 || !first)) said.push("lẻ");
  if (tens === 1) said.push("mười");
  if (tens > 1) said.push(`${DIGITS[tens]} mươi`);
  if (ones === 1 && tens > 1) said.push("mốt");
  else if (ones === 5 && tens > 0) said.push("lăm");
  else if (ones > 0) said.push(DIGITS[ones] ?? "");
  return said.join(" ");
}
