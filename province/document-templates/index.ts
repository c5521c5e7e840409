import { readFileSync } from "node:fs";

/** A text to begin a document of some type with. */
export interface DocumentTemplate {
  readonly documentType: string;
  readonly name: string;
  /** Field of the composer → what stands in it. */
  readonly content: Readonly<Record<string, string>>;
}

/** The starting texts of `templates.txt`, in its order. @throws Error naming the line that is not understood */
export function documentTemplates(): readonly DocumentTemplate[] {
  const lines = readFileSync(new URL("templates.txt", import.meta.url), "utf8")
    .normalize("NFC")
    .split("\n");
  const templates: { documentType: string; name: string; content: Record<string, string> }[] = [];
  let field = "";
  lines.forEach((line, index) => {
    const head = /^#### (\S+) \| (.+)$/.exec(line);
    if (head) {
      templates.push({ documentType: head[1] ?? "", name: head[2] ?? "", content: {} });
      field = "";
      return;
    }
    if (line.startsWith("# ")) return;
    const named = /^@(\w+)$/.exec(line);
    if (named) {
      field = named[1] ?? "";
      return;
    }
    const template = templates.at(-1);
    if (!template || field === "") {
      if (line.trim() !== "") throw new Error(`templates.txt line ${index + 1} belongs to no field: ${line}`);
      return;
    }
    const before = template.content[field];
    template.content[field] = before === undefined ? line : `${before}\n${line}`;
  });
  return templates.map((template) => ({
    ...template,
    content: Object.fromEntries(Object.entries(template.content).map(([name, text]) => [name, text.trim()])),
  }));
}
