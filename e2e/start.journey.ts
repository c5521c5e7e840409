import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { removeDataDirectory, startProvince, temporaryDataDirectory } from "../setup/running-province.ts";

const folders: string[] = [];
function folder(): string {
  const made = temporaryDataDirectory();
  folders.push(made);
  return made;
}
afterAll(() => folders.forEach(removeDataDirectory));

function postgresOf(dataDirectory: string): string[] {
  const list = execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" });
  return list.split("\n").filter((line) => line.includes(`-D ${dataDirectory}`));
}

describe("one command brings the province up", () => {
  test("Ctrl-C stops everything; a second start finds all data", async () => {
    const dataDirectory = folder();
    const first = await startProvince({ dataDirectory });
    expect(first.output()).toContain("Sẵn sàng sau");
    expect(await first.interrupt()).toBe(0);
    expect(postgresOf(dataDirectory)).toEqual([]);
    expect(existsSync(`${dataDirectory}/run.lock`)).toBe(false);
    const begun = Date.now();
    const second = await startProvince({ dataDirectory });
    expect(Date.now() - begun).toBeLessThan(20_000);
    expect(second.output()).not.toContain("new PostgreSQL cluster");
    await second.interrupt();
  });

  test("after SIGKILL the next start takes the orphaned database over", async () => {
    const dataDirectory = folder();
    const first = await startProvince({ dataDirectory });
    await first.kill();
    expect(postgresOf(dataDirectory).length).toBeGreaterThan(0);
    const second = await startProvince({ dataDirectory, patience: 15_000 });
    expect(second.output()).toContain("took over the running server");
    expect(await second.interrupt()).toBe(0);
    expect(postgresOf(dataDirectory)).toEqual([]);
  });

  test("a first start killed half-way is no dead end", async () => {
    const dataDirectory = folder();
    for (const milliseconds of [300, 900, 2_000]) {
      await startProvince({ dataDirectory, patience: milliseconds }).then(
        (running) => running.kill(),
        () => undefined,
      );
    }
    const last = await startProvince({ dataDirectory, patience: 90_000 });
    expect((await fetch(`${last.url}/sign-in`)).status).toBe(200);
    await last.interrupt();
  });

  test("a second process on the same data is refused in one clear sentence", async () => {
    const dataDirectory = folder();
    const first = await startProvince({ dataDirectory });
    await expect(startProvince({ dataDirectory, patience: 20_000 })).rejects.toThrow(
      "Hệ thống đang chạy với thư mục dữ liệu này",
    );
    await first.interrupt();
  });

  test("production starts empty, offers one link for the first administrator and no demo sign-in", async () => {
    const dataDirectory = folder();
    const running = await startProvince({ dataDirectory, environment: { MODE: "production" } });
    const link = /(http:\/\/\S+first-administrator\S*)/.exec(running.output())?.[1] ?? "";
    expect(link).not.toBe("");
    expect((await fetch(link)).status).toBe(200);
    const page = await (await fetch(`${running.url}/sign-in`)).text();
    expect(page).not.toContain("Chế độ trình diễn");
    expect(page).not.toContain("giamdoc.stttt");
    await running.interrupt();
  });
});
