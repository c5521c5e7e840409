/** Leaves empty filters out of the address, so that it stays short enough to be read and sent on. */
export function mount(form: HTMLElement): undefined {
  if (!(form instanceof HTMLFormElement)) return;
  form.addEventListener("formdata", (event) => {
    const all = [...event.formData.entries()];
    for (const [name, value] of all) {
      if (value === "") event.formData.delete(name);
    }
  });
}
