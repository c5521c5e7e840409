// Runs before everything else, on whatever Node.js is installed (20 or later), with no package at hand:
// makes sure the packages and the Node 24 runtime from npm are there, and for tests the Debian programs too.
// Usage: node setup/prepare.mjs run | test
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const purpose = process.argv[2] ?? "run";
const say = (line) => process.stderr.write(`${line}\n`);

/**
 * Programs the tests use, as independent judges or because a part of the house drives them, with the Debian package each
 * comes in. What is no program is named by the command that finds it.
 */
const JUDGES = [
  ["chromium", "chromium"],
  ["pdfsig", "poppler-utils"],
  ["qpdf", "qpdf"],
  ["xmlsec1", "xmlsec1"],
  ["openssl", "openssl"],
  ["softhsm2-util", "softhsm2"],
  ["soffice", "libreoffice-writer-nogui"],
  ["tesseract", "tesseract-ocr"],
  ["tesseract --list-langs | grep -qx vie", "tesseract-ocr-vie"],
  ["fc-list : family | grep -qx Tinos", "fonts-croscore"],
  ["bwrap", "bubblewrap"],
];

installPackages();
if (purpose === "test") installJudges();

function installPackages() {
  const lock = readFileSync(join(root, "package-lock.json"));
  const wanted = createHash("sha256").update(lock).digest("hex");
  const stamp = join(root, "node_modules", ".prepared");
  const runtime = join(root, "node_modules", ".bin", "node");
  if (existsSync(stamp) && existsSync(runtime) && readFileSync(stamp, "utf8") === wanted) return;
  say(
    "Đang cài các gói cần thiết (chỉ lần đầu, vài phút tùy đường truyền)… / Installing packages (first time only)…",
  );
  // Not `npm ci`: it refuses a lock file made where packages for other platforms were not offered.
  // Tests need the development packages too, so both commands install everything and neither undoes the other.
  const npm = spawnSync(
    "npm",
    ["install", "--no-save", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: root,
      stdio: ["ignore", 2, 2],
      env: { ...process.env, NODE_ENV: "" },
    },
  );
  if (npm.status !== 0) {
    say("Không cài được các gói npm. Kiểm tra kết nối mạng tới kho npm rồi chạy lại.");
    say("The npm packages could not be installed. Check the connection to the npm registry and run again.");
    process.exit(1);
  }
  if (!existsSync(runtime)) {
    say(
      `No Node 24 runtime is packaged for ${process.platform}-${process.arch}; supported: linux-x64, linux-arm64.`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

function installJudges() {
  const missing = JUDGES.filter(([program]) => !isThere(program)).map(([, name]) => name);
  if (missing.length === 0) return;
  const list = [...new Set(missing)];
  const root = process.getuid?.() === 0;
  if (root && onPath("apt-get")) {
    say(`Installing Debian packages for the tests: ${list.join(" ")}`);
    const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const args of [
      ["update", "-q"],
      ["install", "-y", "-q", "--no-install-recommends", ...list],
    ]) {
      const apt = spawnSync("apt-get", args, { stdio: ["ignore", "ignore", 2], env: environment });
      if (apt.status !== 0 && args[0] === "install") stop(list);
    }
    if (JUDGES.every(([program]) => isThere(program))) return;
  }
  stop(list);
}

function stop(list) {
  say(
    "Các phép thử cần thêm chương trình của Debian. Cài bằng lệnh sau rồi chạy lại / The tests need Debian packages; install them and run again:",
  );
  say(`  sudo apt-get install -y ${list.join(" ")}`);
  process.exit(1);
}

function isThere(judge) {
  if (!judge.includes(" ")) return onPath(judge);
  return spawnSync("sh", ["-c", judge], { stdio: "ignore" }).status === 0;
}

function onPath(program) {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
