import { expect, test } from "vitest";
import { samplePdf } from "../testing/sample-pdf.ts";
import { openPdf } from "./document.ts";
import { IncrementalUpdate } from "./incremental-update.ts";
import { listPages } from "./pages.ts";
import { proposeSignaturePlace, SIGNATURE_RECTANGLE } from "./propose-signature-place.ts";
import { serialise, serialiseDict, textString } from "./serialise.ts";

/** The sample letter with a named destination for the signature; `show` is what follows its page. */
async function letterNaming(show: string, name = SIGNATURE_RECTANGLE): Promise<Uint8Array> {
  const pdf = await samplePdf();
  const document = openPdf(pdf);
  const view = document.latest;
  const [page] = listPages(view);
  const root = view.trailer.get("Root");
  if (page === undefined || root === null || typeof root !== "object" || !("number" in root))
    throw new Error("the sample has no page or no catalog");
  const update = new IncrementalUpdate(document);
  const names = `<</Dests<</Names[${textString(name)}[${serialise(page.ref)} ${show}]]>>>>`;
  update.set(root, serialiseDict(view.catalog, { Names: names }));
  return Buffer.concat([pdf, update.build().bytes]);
}

test("a file that names the rectangle of the signature gets it there, whatever its text says", async () => {
  const place = proposeSignaturePlace(await letterNaming("/FitR 300 100 420 162"), {
    signerName: "Nguyễn Văn Ứng",
  });
  expect(place).toEqual({ page: 1, rect: { x: 300, y: 100, width: 120, height: 62 }, from: "named" });
});

test("a rectangle beyond the page is brought back onto it", async () => {
  const { rect, from } = proposeSignaturePlace(await letterNaming("/FitR 5000 -900 5120 -838"));
  expect(from).toBe("named");
  expect(rect.x + rect.width).toBeLessThanOrEqual(596);
  expect(rect.y).toBeGreaterThanOrEqual(0);
});

test.each([
  ["too small to sign in", "/FitR 300 100 301 101", SIGNATURE_RECTANGLE],
  ["turned inside out", "/FitR 420 162 300 100", SIGNATURE_RECTANGLE],
  ["no rectangle", "/XYZ 300 100 0", SIGNATURE_RECTANGLE],
  ["not numbers", "/FitR /a /b /c /d", SIGNATURE_RECTANGLE],
  ["of another name", "/FitR 300 100 420 162", "chuong-1"],
])("a destination %s is no place for a signature", async (_, show, name) => {
  expect(proposeSignaturePlace(await letterNaming(show, name)).from).not.toBe("named");
});
