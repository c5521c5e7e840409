import { tr } from "../words.ts";
import { listWaiting, putWaiting, removeWaiting, type WaitingForm } from "./waiting-forms.ts";

/** What came of one round of sending. */
export interface Round {
  readonly sent: readonly { readonly title: string; readonly says: string; readonly address: string }[];
  /** `line`: try again later; `sign-in`: somebody has to sign in first; undefined: nothing is left to send. */
  readonly stoppedBy?: "line" | "sign-in";
}

/**
 * Sends what waits, oldest first, one tab at a time. A form leaves the browser only after the server has accepted it;
 * one that was accepted without the answer coming through is sent again under the same transaction id, and the server
 * answers what it answered then.
 *
 * @param owner whose forms are sent
 */
export async function sendWaiting(owner: string): Promise<Round> {
  return await navigator.locks.request("outbox", async () => {
    const sent: Round["sent"][number][] = [];
    for (const form of await listWaiting()) {
      if (form.owner !== owner || form.refusal !== undefined) continue;
      const answer = await ask(form);
      if (answer === "line" || answer === "sign-in") return { sent, stoppedBy: answer };
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok) {
        await removeWaiting(form.id);
        localStorage.removeItem(`kept:${form.keep}`);
        sent.push({ title: form.title, says: textOf(page, ".notice-good"), address: answer.url });
      } else {
        const why =
          textOf(page, ".error-summary li") || textOf(page, ".notice-bad") || textOf(page, "main p");
        await putWaiting({ ...form, refusal: why || tr("Máy chủ không nhận.", "The server refused it.") });
      }
    }
    return { sent };
  });
}

async function ask(form: WaitingForm): Promise<Response | "line" | "sign-in"> {
  let answer: Response;
  try {
    answer = await fetch(form.action, {
      method: "POST",
      body: bodyOf(form),
      headers: { Accept: "text/html" },
    });
  } catch {
    return "line";
  }
  if (answer.status === 401 || new URL(answer.url).pathname.startsWith("/sign-in")) return "sign-in";
  // Whatever stands between (a captive portal, a proxy that is down) is no answer of the house.
  if (answer.status >= 500 || answer.status === 429 || new URL(answer.url).origin !== location.origin)
    return "line";
  return answer;
}

function bodyOf({ fields, multipart }: WaitingForm): FormData | URLSearchParams {
  const body = new FormData();
  const plain = new URLSearchParams();
  for (const [name, value] of fields) {
    if (value instanceof File) body.append(name, value, value.name);
    else {
      body.append(name, value);
      plain.append(name, value);
    }
  }
  return multipart ? body : plain;
}

function textOf(page: Document, selector: string): string {
  return page.querySelector(selector)?.textContent?.trim() ?? "";
}
