import { tr } from "./words.ts";

/** What the server answers to the beginning of a signature. */
interface Begun {
  readonly act: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** How long the program may take to take a connection, milliseconds. */
const CONNECT_MS = 5_000;

/**
 * Signing with the token at this computer, by the official functions of vgcaplugin.js where the page has them, else
 * directly over the web socket of the program. The program is reached before a signature is begun.
 */
export function mount(element: HTMLElement): undefined | (() => void) {
  const button = element.querySelector<HTMLButtonElement>("[data-start]");
  const say = element.querySelector<HTMLElement>("[data-say]");
  const { begin, done, call, socket, seconds } = element.dataset;
  if (!button || !say || !begin || !done || !call || !socket) return undefined;
  let running: WebSocket | undefined;
  const tell = (words: string): void => {
    say.className = "notice";
    say.textContent = words;
  };

  const sign = async (): Promise<void> => {
    button.disabled = true;
    tell(tr("Đang gọi phần mềm ký số…", "Calling the signing program…"));
    try {
      const ask = await reach();
      const begun = await beginAct(begin);
      tell(tr("Nhập mã PIN trong cửa sổ của phần mềm ký số.", "Type the PIN in the window of the program."));
      const asked = ask(JSON.stringify(begun.parameters));
      const answer = messageOf(await within(asked, Number(seconds) * 1000));
      await show(begun, answer);
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error));
    } finally {
      running?.close();
      running = undefined;
      button.disabled = false;
    }
  };

  /** A way to ask the program. */
  const reach = async (): Promise<(parameters: string) => Promise<string>> => {
    const official: unknown = Reflect.get(window, call);
    if (typeof official === "function")
      return (parameters) =>
        new Promise((resolve) => {
          official(parameters, (answer: unknown) => resolve(String(answer)));
        });
    const opened = await connect(socket);
    running = opened;
    return (parameters) =>
      new Promise((resolve, reject) => {
        opened.addEventListener("message", (event) => resolve(String(event.data)), { once: true });
        opened.addEventListener("close", () => reject(new Error(brokenOff())), { once: true });
        opened.send(parameters);
      });
  };

  const show = async ({ act }: Begun, answer: string): Promise<void> => {
    const response = await fetch(`${begin}/${act}`, { headers: { accept: "application/json" } });
    const status: unknown = response.ok ? await response.json() : undefined;
    if (textOf(status, "state") === "completed") location.assign(done);
    else tell(textOf(status, "message") || answer || notSigned());
  };

  const start = (): void => void sign();
  button.hidden = false;
  button.addEventListener("click", start);
  return () => {
    button.removeEventListener("click", start);
    running?.close();
  };
}

async function beginAct(address: string): Promise<Begun> {
  const response = await fetch(address, { method: "POST", headers: { accept: "application/json" } });
  const begun: unknown = response.ok ? await response.json() : undefined;
  const parameters = memberOf(begun, "parameters");
  if (typeof parameters !== "object" || parameters === null)
    throw new Error(
      tr(
        "Chưa bắt đầu ký được: văn bản vừa được xử lý, hoặc người khác đang ký. Hãy tải lại trang.",
        "Signing could not begin: the document has moved on, or somebody else is signing. Load the page again.",
      ),
    );
  return { act: textOf(begun, "act"), parameters: { ...parameters } };
}

function connect(address: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const absent = (): void => reject(new Error(notReached()));
    try {
      const socket = new WebSocket(address);
      const timer = setTimeout(() => {
        socket.close();
        absent();
      }, CONNECT_MS);
      socket.addEventListener("open", () => {
        clearTimeout(timer);
        resolve(socket);
      });
      socket.addEventListener("error", () => {
        clearTimeout(timer);
        absent();
      });
    } catch {
      absent();
    }
  });
}

/** A program that says nothing until its addresses have ended will not sign any more. */
async function within(answer: Promise<string>, milliseconds: number): Promise<string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(noAnswer())), milliseconds);
  });
  return await Promise.race([answer, over]).finally(() => clearTimeout(timer));
}

function messageOf(answer: string): string {
  try {
    return textOf(JSON.parse(answer), "Message");
  } catch {
    return "";
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown, name: string): string {
  const member = memberOf(value, name);
  return typeof member === "string" ? member : "";
}

function notReached(): string {
  return tr(
    "Không gọi được phần mềm ký số trên máy này. Hãy cài hoặc mở VGCA Sign Service, cắm thiết bị rồi thử lại; hoặc chọn cách ký khác ở trên. Văn bản vẫn nguyên vẹn.",
    "The signing program on this computer does not answer. Install or open VGCA Sign Service, plug in the token and try again; or choose another way above. The document is untouched.",
  );
}

function noAnswer(): string {
  return tr(
    "Phần mềm ký số không trả lời và lượt ký đã hết hạn. Hãy ký lại; văn bản vẫn nguyên vẹn.",
    "The signing program did not answer, and the time for this signature is over. Sign again; the document is untouched.",
  );
}

function brokenOff(): string {
  return tr(
    "Phần mềm ký số đã ngắt giữa chừng. Hãy ký lại; văn bản vẫn nguyên vẹn.",
    "The signing program broke off. Sign again; the document is untouched.",
  );
}

function notSigned(): string {
  return tr(
    "Chưa ký. Văn bản vẫn nguyên vẹn, hãy ký lại.",
    "Nothing was signed. The document is untouched; sign again.",
  );
}
