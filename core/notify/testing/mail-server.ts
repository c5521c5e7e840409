import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** A letter as it came over the wire. */
export interface TakenLetter {
  readonly from: string;
  readonly to: string;
  /** Headers and body, undecoded. */
  readonly content: string;
}

export interface TestMailServer {
  readonly url: string;
  readonly letters: readonly TakenLetter[];
  /** The answer to the next RCPT of any letter, e.g. "550 no such user"; undefined = taken. */
  answer(next: string | undefined): void;
  close(): Promise<void>;
}

/** A mail server that speaks as much of RFC 5321 as a sender needs, on a free port of this machine. */
export async function startMailServer(): Promise<TestMailServer> {
  const letters: TakenLetter[] = [];
  const sockets = new Set<Socket>();
  let refusal: string | undefined;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    let [from, to] = ["", ""];
    let content: string[] | undefined;
    const say = (line: string): boolean => socket.write(`${line}\r\n`);
    say("220 mail.test ESMTP");
    createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
      if (content) {
        if (line !== ".") content.push(line.startsWith("..") ? line.slice(1) : line);
        else {
          letters.push({ from, to, content: content.join("\n") });
          content = undefined;
          say("250 taken");
        }
        return;
      }
      const command = line.slice(0, 4).toUpperCase();
      if (command === "EHLO") say("250 mail.test");
      else if (command === "MAIL") {
        from = /<([^>]*)>/.exec(line)?.[1] ?? "";
        say("250 ok");
      } else if (command === "RCPT") {
        to = /<([^>]*)>/.exec(line)?.[1] ?? "";
        say(refusal ?? "250 ok");
      } else if (command === "DATA") {
        content = [];
        say("354 go on");
      } else if (command === "QUIT") {
        say("221 bye");
        socket.end();
      } else say("250 ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    letters,
    answer(next) {
      refusal = next;
    },
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  };
}
