import { createHash } from "node:crypto";
import type { PackageDescription, PackagedDocument, PackagedEntry } from "./description.ts";

/**
 * The reader inside every package: one page without anything from outside. Unpacked on any computer it shows the file
 * and its documents, and checks the checksums of the unpacked folder with the browser's own SHA-256.
 */
export function writeReaderPage(
  description: PackageDescription,
  entries: readonly PackagedEntry[],
): Uint8Array {
  const { file, documents } = description;
  const sums = JSON.stringify(entries.map(({ path, sha256 }) => [path, sha256])).replaceAll("<", "\\u003c");
  const facts: readonly (readonly [string, string])[] = [
    ["Số và ký hiệu hồ sơ", file.fileNotation],
    ["Năm", String(file.fileCatalog)],
    ["Cơ quan", `${file.organName}${file.organId ? ` (${file.organId})` : ""}`],
    ["Đơn vị", file.unitName],
    ["Người lập hồ sơ", file.creator],
    ["Thời gian", [file.startDate, file.endDate].filter(Boolean).map(day).join(" - ")],
    [
      "Thời hạn lưu trữ",
      file.keptUntil ? `${file.maintenance}, đến ${day(file.keptUntil)}` : file.maintenance,
    ],
    ["Quyền tiếp cận", file.rights],
    ["Ngôn ngữ", file.language],
    ["Từ khóa", file.keywords],
    ["Tổng số tài liệu, số trang", `${file.docTotal} tài liệu, ${file.pageTotal} trang`],
    ["Ghi chú", file.description],
    ["Gói", `${description.kind.toUpperCase()} ${description.identifier}`],
    ["Lập lúc", `${description.madeAt}, ${description.madeBy}`],
    ["Mục đích sử dụng", description.purpose],
    [
      "Lập từ gói",
      description.madeFrom
        ? `${description.madeFrom.identifier}, SHA-256 ${description.madeFrom.sha256}`
        : "",
    ],
  ];
  return Buffer.from(
    `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; base-uri 'none'; form-action 'none'">
<title>${text(file.fileNotation)} ${text(file.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p>Hồ sơ lưu trữ điện tử</p>
<h1>${text(file.title)}</h1>
<dl>${facts
      .filter(([, value]) => value !== "")
      .map(([term, value]) => `<div><dt>${text(term)}</dt><dd>${text(value)}</dd></div>`)
      .join("\n")}</dl>
<h2>Văn bản, tài liệu trong hồ sơ</h2>
<div class="table" tabindex="0" role="region" aria-label="Văn bản, tài liệu trong hồ sơ"><table>
<thead><tr><th scope="col">TT</th><th scope="col">Số, ký hiệu</th><th scope="col">Ngày</th><th scope="col">Tên loại và trích yếu</th><th scope="col">Tác giả</th><th scope="col">Trang</th><th scope="col">Tệp</th></tr></thead>
<tbody>
${documents.map(row).join("\n")}
</tbody></table></div>
<p>Bản in: <a href="ho-so.pdf">ho-so.pdf</a>. Siêu dữ liệu: <a href="metadata/descriptive/ho-so.xml">ho-so.xml</a>, <a href="METS.xml">METS.xml</a>.</p>
<h2>Kiểm tra gói còn nguyên vẹn</h2>
<p>Giải nén gói ra một thư mục, rồi chọn chính thư mục đó. Trình duyệt tính SHA-256 của từng tệp ngay trên máy này, không gửi đi đâu.</p>
<p><label for="folder">Thư mục của gói</label> <input id="folder" type="file" webkitdirectory multiple></p>
<p id="result" role="status"></p>
<ul id="problems"></ul>
<p>Cách khác, không cần trình duyệt: <code>sha256sum -c manifest-sha256.txt</code>. Chữ ký số nằm trong từng tệp PDF, xem bằng phần mềm đọc PDF có kiểm tra chữ ký.</p>
</main>
<script type="application/json" id="sums">${sums}</script>
<script>${SCRIPT}</script>
</body>
</html>
`,
    "utf8",
  );
}

function row(document: PackagedDocument): string {
  const symbol = [document.codeNumber, document.codeNotation].filter(Boolean).join("/");
  const subject = [document.typeName, document.subject].filter(Boolean).join(": ");
  const files =
    document.withheld === ""
      ? document.contents
          .map((content) => `<a href="${text(encodeURI(content.path))}">${text(content.name)}</a>`)
          .join("<br>")
      : text(document.withheld);
  const cells = [
    String(document.order),
    text(symbol),
    text(document.issuedDate ? day(document.issuedDate) : ""),
    text(subject),
    text(document.organName),
    document.pageAmount === null ? "" : String(document.pageAmount),
    files,
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

/** `2022-03-04` as `04/03/2022`. */
function day(iso: string): string {
  return iso.replace(/^(\d{4})-(\d{2})-(\d{2}).*$/, "$3/$2/$1");
}

function text(raw: string): string {
  return raw
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function hashOf(inline: string): string {
  return `sha256-${createHash("sha256").update(inline, "utf8").digest("base64")}`;
}

const STYLE = `
body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1b1b1b;background:#fff}
main{max-width:70rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;margin:.25rem 0 1rem}h2{font-size:1.2rem;margin:2rem 0 .5rem}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(18rem,1fr));gap:.5rem 2rem;margin:0}
dt{color:#555}dd{margin:0;overflow-wrap:anywhere}
.table{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #888;padding:.35rem .5rem;text-align:left;vertical-align:top}
th{background:#eee}a{color:#0b4f9e}code{background:#eee;padding:.1rem .3rem}
.good{color:#14602b;font-weight:600}.bad{color:#a3121f;font-weight:600}
`;

/** Runs where the package is opened: no imports, nothing newer than browsers of 2020. */
const SCRIPT = `
(function () {
  var sums = JSON.parse(document.getElementById("sums").textContent);
  var input = document.getElementById("folder");
  var result = document.getElementById("result");
  var list = document.getElementById("problems");
  function say(words, mark) { result.textContent = words; result.className = mark; }
  function hex(buffer) {
    return Array.from(new Uint8Array(buffer)).map(function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }
  input.addEventListener("change", async function () {
    list.textContent = "";
    if (!window.crypto || !crypto.subtle) { say("Trình duyệt này không tính được SHA-256; hãy dùng sha256sum.", "bad"); return; }
    var files = new Map();
    for (var file of input.files) files.set(file.webkitRelativePath.split("/").slice(1).join("/"), file);
    var problems = [];
    var done = 0;
    for (var pair of sums) {
      var found = files.get(pair[0]);
      if (!found) problems.push("Thiếu tệp " + pair[0]);
      else if (hex(await crypto.subtle.digest("SHA-256", await found.arrayBuffer())) !== pair[1]) problems.push("Tệp đã bị thay đổi: " + pair[0]);
      done += 1;
      say("Đang kiểm tra " + done + "/" + sums.length + "…", "");
    }
    for (var problem of problems) {
      var item = document.createElement("li");
      item.textContent = problem;
      list.append(item);
    }
    if (problems.length === 0) say("Nguyên vẹn: " + sums.length + " tệp đúng với SHA-256 đã ghi.", "good");
    else say("Không nguyên vẹn: " + problems.length + " tệp thiếu hoặc đã thay đổi.", "bad");
  });
})();
`;
