import { expect, test } from "vitest";
import { threadOf } from "./thread.ts";

const script = (body: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(
      `import { answerQuestions } from ${JSON.stringify(new URL("./thread.ts", import.meta.url).href)}; answerQuestions(${body});`,
    )}`,
  );

test("answers each question by itself, also those asked at once, and passes on what goes wrong", async () => {
  const thread = threadOf<number, number>(
    script(`async (n) => { if (n === 3) throw new RangeError("no three"); return n * 2; }`),
  );
  const answers = await Promise.allSettled([1, 2, 3, 4].map((n) => thread.ask(n)));
  expect(answers.map((found) => (found.status === "fulfilled" ? found.value : found.reason.message))).toEqual(
    [2, 4, "no three", 8],
  );
});

test("a thread that breaks fails its questions, and the next question begins a new one", async () => {
  const thread = threadOf<string, string>(
    script(`async (text) => { if (text === "die") process.exit(7); return text.toUpperCase(); }`),
  );
  expect(await thread.ask("one")).toBe("ONE");
  await expect(thread.ask("die")).rejects.toThrow("ended (7)");
  expect(await thread.ask("two")).toBe("TWO");
});

test("a thread without memory left ends alone", async () => {
  const thread = threadOf<number, number>(
    script(
      `async (n) => { const all = []; while (n < 0) all.push(new Array(1e6).fill(n)); return all.length; }`,
    ),
  );
  await expect(thread.ask(-1)).rejects.toThrow();
  expect(await thread.ask(1)).toBe(0);
});
