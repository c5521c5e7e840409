/**
 * `npm test`: types, lint, imports, unused code, unit and integration tests, end-to-end tests in Chromium.
 * Every step runs even if an earlier one failed, so that one run tells everything.
 */
import { spawn } from "node:child_process";
import { checkImports } from "./check-imports.ts";

interface Step {
  readonly name: string;
  run(): Promise<boolean>;
}

const bin = (name: string): string => new URL(`../node_modules/.bin/${name}`, import.meta.url).pathname;

const steps: readonly Step[] = [
  { name: "types", run: () => program(bin("tsc"), ["--noEmit", "-p", "."]) },
  { name: "lint", run: () => program(bin("biome"), ["check", "--error-on-warnings", "."]) },
  { name: "imports", run: async () => checkImports() },
  { name: "unused", run: () => program(bin("knip"), ["--no-progress"]) },
  { name: "tests", run: () => program(bin("vitest"), ["run"]) },
  { name: "journeys", run: () => program(bin("vitest"), ["run", "--config", "e2e/vitest.config.ts"]) },
];

const wanted = process.argv.slice(2);
let failed = 0;
let passed = 0;
for (const step of steps) {
  if (wanted.length > 0 && !wanted.includes(step.name)) continue;
  const begun = Date.now();
  process.stdout.write(`\n── ${step.name}\n`);
  const ok = await step.run();
  if (ok) passed += 1;
  else failed += 1;
  process.stdout.write(
    `── ${step.name}: ${ok ? "passed" : "FAILED"} in ${Math.round((Date.now() - begun) / 1000)} s\n`,
  );
}
process.stdout.write(`\nsteps: ${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

function program(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    // The linked programs are JavaScript files: run by this very Node, never by an older one found on the path.
    const child = spawn(process.execPath, [command, ...args], {
      stdio: ["ignore", "inherit", "inherit"],
      cwd: new URL("..", import.meta.url).pathname,
    });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}
