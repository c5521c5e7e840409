const ASKED = ["fromName", "codeNumber", "codeNotation", "issuedDate"] as const;

/** Says beside the notation that a document is there already, as soon as issuer, number, notation and date are typed. */
export function mount(form: HTMLElement): undefined | (() => void) {
  const place = form.querySelector<HTMLElement>("[data-duplicate]");
  if (!(form instanceof HTMLFormElement) || !place) return;
  let asked: AbortController | undefined;
  let last = "";

  const look = async () => {
    const typed = new FormData(form);
    const query = new URLSearchParams(ASKED.map((name) => [name, String(typed.get(name) ?? "").trim()]));
    const question = query.toString();
    if (question === last) return;
    last = question;
    asked?.abort();
    if ([...query.values()].includes("")) {
      place.textContent = "";
      return;
    }
    const own = new AbortController();
    asked = own;
    try {
      const answer = await fetch(`/incoming/duplicates?${question}`, { signal: own.signal });
      const found: unknown = answer.ok ? await answer.json() : {};
      if (own.signal.aborted) return;
      place.textContent =
        typeof found === "object" && found !== null && "message" in found ? String(found.message) : "";
    } catch (error) {
      // The server looks again when the form is saved.
      if (!own.signal.aborted) console.warn("duplicates", error);
    }
  };
  const changed = () => void look();
  form.addEventListener("change", changed);
  changed();
  return () => {
    asked?.abort();
    form.removeEventListener("change", changed);
  };
}
