import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** One import that goes the wrong way. */
export interface Violation {
  readonly file: string;
  readonly imports: string;
  readonly rule: string;
}

const TEST = /\.test\.tsx?$|\/testing\/|\/testing\.ts$/;

/**
 * The arrows of ARCHITECTURE.md: core imports no system; one system reaches another only through its index.ts;
 * national imports nothing of the house, and the house nothing of national (they meet on the wire).
 */
export function violationOf(file: string, target: string): string | undefined {
  const from = room(file);
  const to = room(target);
  if (from.floor === "national" && to.floor !== "national")
    return "national/ imports only itself and packages";
  if (to.floor === "national" && from.floor !== "national" && !TEST.test(file)) {
    return "the house meets national/ on the wire only";
  }
  if (
    from.floor === "core" &&
    ["systems", "web", "setup", "province", "bench"].includes(to.floor) &&
    !TEST.test(file)
  ) {
    return "core/ knows no system, no province and not the front door";
  }
  if (from.floor === "systems" && ["web", "setup", "bench"].includes(to.floor) && !TEST.test(file)) {
    return "systems/ do not know the front door";
  }
  if (from.floor === "systems" && to.floor === "systems" && from.name !== to.name && !TEST.test(file)) {
    if (!/^systems\/[^/]+\/index\.ts$/.test(target)) return "a system is entered through its index.ts";
  }
  if (from.floor === "province" && to.floor === "systems") return "province/ is data for the ground floor";
  return undefined;
}

/** Prints every violation of the files that git knows. @returns true when there is none */
export function checkImports(): boolean {
  const root = new URL("..", import.meta.url).pathname;
  const files = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx"],
    {
      cwd: root,
      encoding: "utf8",
    },
  )
    .split("\n")
    .filter((name) => name !== "" && !name.endsWith(".d.ts"));
  const violations: Violation[] = [];
  for (const file of files) {
    for (const target of importsOf(readIfThere(join(root, file)), file)) {
      const rule = violationOf(file, target);
      if (rule) violations.push({ file, imports: target, rule });
    }
  }
  for (const { file, imports, rule } of violations) process.stdout.write(`${file} → ${imports}: ${rule}\n`);
  process.stdout.write(`${files.length} files, ${violations.length} imports in the wrong direction\n`);
  return violations.length === 0;
}

function importsOf(text: string, file: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(/(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g)) {
    found.push(normalize(join(dirname(file), match[1] ?? "")));
  }
  return found;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function room(path: string): { floor: string; name: string } {
  const [floor = "", name = ""] = path.split("/");
  return { floor, name };
}
