import { buildChain } from "../certificates/index.ts";
import { type CmsDetails, verifySignedData } from "../cms/index.ts";
import { type PageFingerprint, PageFingerprints } from "../pages/page-fingerprint.ts";
import { type ListedPage, layoutOf, listedPage, readPageList } from "../pages/page-list.ts";
import { PdfError } from "../pdf/errors.ts";
import { PdfString } from "../pdf/objects.ts";
import type { Surroundings } from "./judge-signature.ts";
import type { LocatedSignature } from "./locate-signatures.ts";
import {
  type AlignedPage,
  alignPages,
  type PageDifference,
  type PageDifferenceKind,
} from "./page-differences.ts";

/**
 * What signers said about the pages they signed (signed attribute `signedPages`, decision 032), for signatures that no
 * longer hold: their lists can still name the pages that are not those of then. Nothing is made valid by them.
 */
export class SignedPages {
  readonly #signatures: readonly LocatedSignature[];
  readonly #surroundings: Surroundings;
  readonly #statements = new Map<LocatedSignature, Promise<CmsDetails | undefined>>();
  #present: readonly PageFingerprint[] | undefined | "not-read" = "not-read";

  constructor(signatures: readonly LocatedSignature[], surroundings: Surroundings) {
    this.#signatures = signatures.filter(({ isTimestamp }) => !isTimestamp).sort(byLengthDescending);
    this.#surroundings = surroundings;
  }

  /** What a signature's signed attributes say, when its value fits them; whatever became of the file. */
  statementOf(signature: LocatedSignature): Promise<CmsDetails | undefined> {
    let statement = this.#statements.get(signature);
    if (statement === undefined) {
      statement = readStatement(signature, this.#surroundings.at);
      this.#statements.set(signature, statement);
    }
    return statement;
  }

  /**
   * Which pages of the present file differ from those of the signature's own list; without one, from those of the newest
   * list that a trusted signer put his name to.
   *
   * @returns undefined when there is no such list, or the present pages cannot be read
   */
  async differences(signature: LocatedSignature): Promise<PageDifference[] | undefined> {
    const listed = listIn(await this.statementOf(signature)) ?? (await this.#newestTrusted());
    if (listed === undefined) return undefined;
    const present = this.#presentPages();
    return present && alignPages(listed.map(asSigned), present.map(asPresent), kindsOf);
  }

  async #newestTrusted(): Promise<readonly ListedPage[] | undefined> {
    const { trust, at, algorithmPolicy } = this.#surroundings;
    for (const signature of this.#signatures) {
      const statement = await this.statementOf(signature);
      const list = listIn(statement);
      if (statement === undefined || list === undefined) continue;
      const { signer, certificates } = statement;
      const policy = { ...(algorithmPolicy && { algorithmPolicy }) };
      if (buildChain(signer, certificates, trust, at, policy).ok) return list;
    }
    return undefined;
  }

  #presentPages(): readonly PageFingerprint[] | undefined {
    if (this.#present === "not-read") {
      const { document } = this.#surroundings;
      try {
        this.#present = new PageFingerprints(document, document.budget.half()).of(document.latest);
      } catch (error) {
        if (!(error instanceof PdfError)) throw error;
        this.#present = undefined;
      }
    }
    return this.#present;
  }
}

async function readStatement({ dict, view }: LocatedSignature, at: Date): Promise<CmsDetails | undefined> {
  const contents = view.resolve(dict.get("Contents"));
  if (!(contents instanceof PdfString)) return undefined;
  const result = await verifySignedData(contents.bytes, { kind: "attributes" }, { at });
  return result.ok ? result : undefined;
}

function listIn(statement: CmsDetails | undefined): readonly ListedPage[] | undefined {
  return statement?.signedPages && readPageList(statement.signedPages);
}

/** The one that covered most bytes was made last, wherever a rewriting tool put it. */
function byLengthDescending(a: LocatedSignature, b: LocatedSignature): number {
  return lengthOf(b) - lengthOf(a);
}

function lengthOf({ dict, view }: LocatedSignature): number {
  const range = view.array(dict.get("ByteRange")) ?? [];
  return (view.number(range[2]) ?? 0) + (view.number(range[3]) ?? 0);
}

interface ComparedPage extends AlignedPage {
  readonly layout: string;
  /** Present pages only: what the layout is made of. */
  readonly boxes?: string;
}

/** No page object of the present file is that of a listed page: their numbers never meet. */
function asSigned({ shows, layout }: ListedPage, index: number): ComparedPage {
  return { number: -1 - index, contents: shows, whole: shows + layout, layout };
}

function asPresent(page: PageFingerprint, index: number): ComparedPage {
  const { shows, layout } = listedPage(page);
  return { number: index, contents: shows, whole: shows + layout, layout, boxes: page.boxes };
}

function kindsOf(old: ComparedPage, now: ComparedPage): readonly PageDifferenceKind[] {
  if (old.contents !== now.contents) return ["replaced"];
  const turned = ["0", "90", "180", "270"].some(
    (rotation) => layoutOf(now.boxes ?? "", rotation) === old.layout,
  );
  return [turned ? "rotated" : "resized"];
}
