import { formatBytes } from "../../core/ui/format.ts";
import { make, tr } from "./words.ts";

/** Longest side of a photograph that is still read well when printed on A4, pixels. */
const LONGEST = 2200;
/** Smaller files are left as they are. */
const SMALL_BYTES = 700_000;
const QUALITY = 0.82;

/**
 * Makes photographs smaller before they travel: a picture of a paper by a telephone has 4–12 MB, the line here carries
 * 50 KB a second. What cannot be made smaller is sent as it is; the server has the last word.
 */
export function mount(place: HTMLElement): undefined {
  const input = place.querySelector<HTMLInputElement>('input[type="file"]');
  if (!input) return;
  const list = make("ul", { class: "file-list", "data-island-own": "" });
  const status = make("p", { class: "visually-hidden", role: "status" });
  place.append(list, status);
  let round = 0;
  input.addEventListener("change", () => {
    round += 1;
    const mine = round;
    const chosen = [...(input.files ?? [])];
    void (async () => {
      const smaller = await Promise.all(chosen.map(shrink));
      // Another choice made meanwhile has replaced this one.
      if (mine !== round) return;
      if (smaller.some((file, index) => file !== chosen[index])) {
        const transfer = new DataTransfer();
        for (const file of smaller) transfer.items.add(file);
        input.files = transfer.files;
      }
      list.replaceChildren(...smaller.map((file, index) => lineOf(file, chosen[index])));
      status.textContent = tr(`Đã chọn ${smaller.length} tệp.`, `${smaller.length} files chosen.`);
    })();
  });
}

function lineOf(file: File, before: File | undefined): HTMLLIElement {
  const size =
    before && before.size > file.size
      ? tr(
          `${formatBytes(before.size)} thu nhỏ còn ${formatBytes(file.size)}`,
          `${formatBytes(before.size)} made ${formatBytes(file.size)}`,
        )
      : formatBytes(file.size);
  return make(
    "li",
    {},
    make("span", { class: "file-name" }, file.name),
    make("span", { class: "file-size" }, size),
  );
}

async function shrink(file: File): Promise<File> {
  if (!/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type) || file.size <= SMALL_BYTES) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], `${file.name.replace(/\.[^.]+$/, "")}.jpg`, { type: "image/jpeg" });
  } catch {
    // A picture this browser cannot open goes as it is.
    return file;
  }
}
