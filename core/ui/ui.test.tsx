import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Form } from "./form.tsx";
import {
  formatBytes,
  formatDate,
  formatDateTime,
  formatMoney,
  formatNumber,
  parseDay,
  parseTypedDate,
} from "./format.ts";
import { RegisterSample } from "./gallery/register-sample.tsx";
import { sampleGroups, sampleShell, sampleTree } from "./gallery/samples.ts";
import { LanguageContext, parseLanguage } from "./language.ts";
import { Page } from "./page.tsx";
import { expandRecipients } from "./recipient-picker.tsx";
import { renderFragment, renderPage } from "./render.ts";
import { TextField } from "./text-field.tsx";
import { compareNames, foldVietnamese } from "./vietnamese.ts";

const ASSETS = { style: "/assets/a.css", script: "/assets/a.js", fonts: [], mark: "/assets/m.svg" };

describe("dates and numbers as Vietnamese administration writes them", () => {
  it("writes an instant in Vietnam time, also across midnight", () => {
    expect(formatDateTime(new Date("2022-03-03T17:05:00Z"))).toBe("00:05 04/03/2022");
    expect(formatDate("2022-03-04")).toBe("04/03/2022");
  });

  it("writes numbers, money and sizes", () => {
    expect(formatNumber(3_264_993)).toBe("3.264.993");
    expect(formatNumber(-0.04, 1)).toBe("0,0");
    expect(formatMoney(50_000)).toBe("50.000\u00a0đ");
    expect([
      formatBytes(999),
      formatBytes(640_000),
      formatBytes(100_000_000),
      formatBytes(1_432_000),
    ]).toEqual(["999 B", "640 KB", "100 MB", "1,4 MB"]);
  });

  it("reads back every date it writes, and refuses days that do not exist", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1900-01-01"), max: new Date("2199-12-31"), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString().slice(0, 10);
          expect(parseTypedDate(formatDate(iso))).toBe(iso);
        },
      ),
    );
    expect(parseTypedDate("4.3.2022")).toBe("2022-03-04");
    expect(parseDay("2022-03-04")).toBe("2022-03-04");
    expect(parseDay("4/3/2022")).toBe("2022-03-04");
    for (const wrong of ["2022-02-30", "0000-01-01", "2022-13-01", "99999-01-01", "01/01/0000"])
      expect(parseDay(wrong)).toBeUndefined();
    for (const wrong of ["31/02/2022", "2022-03-04", "00/01/2022", "4/3/22", ""])
      expect(parseTypedDate(wrong)).toBeUndefined();
  });
});

describe("Vietnamese words", () => {
  it("folds marks and đ for matching", () => {
    expect(foldVietnamese("  UBND huyện  Đăk Hà ")).toBe("ubnd huyen dak ha");
    expect(foldVietnamese("Ngọk Réo".normalize("NFD"))).toBe(foldVietnamese("Ngọk Réo".normalize("NFC")));
  });

  it("orders people by given name", () => {
    expect(["Trần Văn Bình", "Nguyễn Thị An", "A Thút", "Lê Văn Bình"].sort(compareNames)).toEqual([
      "Nguyễn Thị An",
      "Lê Văn Bình",
      "Trần Văn Bình",
      "A Thút",
    ]);
  });

  it("takes anything but English for Vietnamese", () => {
    expect([parseLanguage("en-GB"), parseLanguage("vi"), parseLanguage("fr"), parseLanguage(null)]).toEqual([
      "en",
      "vi",
      "vi",
      "vi",
    ]);
  });
});

describe("page", () => {
  it("escapes data, carries the nonce, and shows only the navigation it was given", () => {
    const shell = sampleShell(ASSETS, { nonce: "n0nce", navigation: [], demo: true });
    const html = renderPage(
      <Page shell={shell} title={'<img src=x onerror="alert(1)">'}>
        {"<script>alert(1)</script>"}
      </Page>,
    );
    expect(html.startsWith("<!doctype html><html")).toBe(true);
    expect(html).not.toContain("<img src=x");
    expect(html).not.toContain("<script>alert");
    expect(html).toContain('nonce="n0nce"');
    expect(html).toContain("không có giá trị pháp lý");
    expect(html).not.toContain('id="navigation"');
    expect(html).not.toMatch(/ style=| on[a-z]+="/);
  });

  it("says nothing of a demonstration outside demo mode", () => {
    const shell = sampleShell(ASSETS, { demo: false });
    expect(renderPage(<Page shell={shell} title="x" />)).not.toContain("Chế độ trình diễn");
  });

  it("marks the place in the navigation that the page lies under", () => {
    const shell = sampleShell(ASSETS, { path: "/incoming/42?tab=files" });
    expect(renderPage(<Page shell={shell} title="x" />)).toMatch(/href="\/incoming"[^>]*aria-current="page"/);
  });
});

describe("form", () => {
  it("carries the transaction id and, inside a page, the CSRF token of the session", () => {
    const shell = sampleShell(ASSETS, { csrf: "t0ken" });
    const html = renderPage(
      <Page shell={shell} title="x">
        <Form action="/x" method="post" transactionId="tx-1" />
        <Form action="/y" method="get" />
      </Page>,
    );
    expect(html).toContain('name="transactionId" value="tx-1"');
    expect(html).toMatch(/action="\/x"[^>]*>\s*<input type="hidden" name="csrf" value="t0ken"/);
    expect(html).not.toMatch(/action="\/y"[^>]*>\s*<input/);
  });

  it("keeps what was typed and ties the error to its field", () => {
    const html = renderFragment(
      <TextField name="due" label="Hạn" value={'31/02 "x"'} error="Không có ngày này" />,
    );
    expect(html).toContain('value="31/02 &quot;x&quot;"');
    expect(html).toMatch(/<input[^>]*aria-describedby="field-due-error"[^>]*aria-invalid="true"/);
    expect(html).toContain('id="field-due-error"');
  });
});

describe("recipients", () => {
  it("puts units, groups and branches together, each once, without those that cannot receive", () => {
    expect(
      expandRecipients(
        { units: ["so-nv", "so-yt", "nobody"], groups: ["g-so"], branches: ["613"] },
        sampleTree,
        sampleGroups,
      ),
    ).toEqual(["so-nv", "so-tc", "so-gd", "613-0", "613-1", "613-2", "613-3"]);
  });
});

describe("register", () => {
  it("keeps other parts of the address in sort links, and drops the page cursor", () => {
    const html = renderFragment(<RegisterSample id="r" count={2} />);
    expect(html).toContain('href="/ui?code=UBND&amp;sort=arrivedOn"');
    expect(html).toContain('aria-sort="descending"');
    expect(html).toContain('name="selected" value="doc-0" form="r-bulk"');
  });

  it("speaks English when the page does", () => {
    const html = renderFragment(
      <LanguageContext.Provider value="en">
        <RegisterSample id="r" count={1} />
      </LanguageContext.Provider>,
    );
    expect(html).toContain("Arrival number");
    expect(html).not.toContain("Số đến");
  });
});
