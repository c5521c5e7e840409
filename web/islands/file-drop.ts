import { formatBytes } from "../../core/ui/format.ts";
import { make, tr } from "./words.ts";

/** A place to drop files: shows what was chosen, its size, and what is too large before anything is sent. */
export function mount(place: HTMLElement): undefined {
  const input = place.querySelector<HTMLInputElement>('input[type="file"]');
  if (!input) return;
  const limit = Number(place.dataset.max ?? 0);
  const list = make("ul", { class: "file-list", "data-island-own": "" });
  const status = make("p", { class: "visually-hidden", role: "status" });
  place.append(list, status);

  const refresh = () => {
    const files = [...(input.files ?? [])];
    list.replaceChildren(
      ...files.map((file, index) => {
        const remove = make("button", { type: "button", class: "button button-quiet" }, tr("Bỏ", "Remove"));
        remove.append(make("span", { class: "visually-hidden" }, ` ${file.name}`));
        remove.addEventListener("click", () => {
          setFiles(
            input,
            files.filter((_, other) => other !== index),
          );
          input.focus();
        });
        const line = make(
          "li",
          {},
          make("span", { class: "file-name" }, file.name),
          make("span", { class: "file-size" }, formatBytes(file.size)),
          remove,
        );
        if (limit > 0 && file.size > limit) {
          const max = formatBytes(limit);
          line.append(
            make(
              "p",
              { class: "file-wrong" },
              tr(
                `Tệp lớn hơn ${max}: hãy nén lại hoặc chia nhỏ.`,
                `Larger than ${max}: compress it or split it.`,
              ),
            ),
          );
        }
        return line;
      }),
    );
    status.textContent = files.length
      ? tr(`Đã chọn ${files.length} tệp.`, `${files.length} files chosen.`)
      : "";
  };

  input.addEventListener("change", refresh);
  place.addEventListener("dragover", (event) => {
    event.preventDefault();
    place.classList.add("dropping");
  });
  place.addEventListener("dragleave", () => place.classList.remove("dropping"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("dropping");
    const dropped = [...(event.dataTransfer?.files ?? [])];
    if (dropped.length > 0)
      setFiles(input, input.multiple ? [...(input.files ?? []), ...dropped] : dropped.slice(0, 1));
  });
  refresh();
}

function setFiles(input: HTMLInputElement, files: readonly File[]): void {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
