import { num, type PdfFile, type Ref } from "./pdf-file.ts";

/** Types of structure used here (ISO 32000-2 14.8.4). */
export type Tag =
  | "Document"
  | "Sect"
  | "H1"
  | "H2"
  | "P"
  | "Table"
  | "TR"
  | "TH"
  | "TD"
  | "L"
  | "LI"
  | "LBody";

/** One element of the logical structure: what a screen reader walks through, in reading order. */
export interface Element {
  readonly tag: Tag;
  readonly children: (Element | { readonly page: number; readonly mcid: number })[];
}

export function element(tag: Tag, parent?: Element): Element {
  const made: Element = { tag, children: [] };
  parent?.children.push(made);
  return made;
}

/**
 * Writes the structure tree with its parent tree.
 * @returns the tree's root, for the catalog
 */
export function writeStructure(file: PdfFile, top: Element, pages: readonly Ref[]): Ref {
  const root = file.reserve();
  const owners: Ref[][] = pages.map(() => []);
  const write = (node: Element, parent: Ref): Ref | undefined => {
    const own = file.reserve();
    const kids: string[] = [];
    for (const child of node.children) {
      if ("tag" in child) {
        const ref = write(child, own);
        if (ref !== undefined) kids.push(`${ref} 0 R`);
        continue;
      }
      const list = owners[child.page];
      if (list) list[child.mcid] = own;
      kids.push(`<</Type/MCR/Pg ${pages[child.page] ?? 0} 0 R/MCID ${child.mcid}>>`);
    }
    const scope = node.tag === "TH" ? "/A<</O/Table/Scope/Column>>" : "";
    file.set(own, `<</Type/StructElem/S/${node.tag}/P ${parent} 0 R${scope}/K[${kids.join(" ")}]>>`);
    return own;
  };
  const document = write(top, root);
  const numbers = owners.map((list, page) => {
    // An mcid without an owner would be a mistake of the layout; null is what readers expect there.
    const refs = Array.from(list, (owner) => (owner === undefined ? "null" : `${owner} 0 R`));
    return `${num(page)}[${refs.join(" ")}]`;
  });
  const tree = file.add(`<</Nums[${numbers.join("")}]>>`);
  file.set(
    root,
    `<</Type/StructTreeRoot/K ${document} 0 R/ParentTree ${tree} 0 R/ParentTreeNextKey ${pages.length}>>`,
  );
  return root;
}
