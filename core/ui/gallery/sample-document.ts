const FONT = new URL("../../../province/fonts/Tinos-Regular.ttf", import.meta.url).pathname;

/** Where the signature of the sample stands: below the position of the signer on the last page. */
export const SIGNER_PLACE = { page: 2, left: 346, bottom: 560, width: 150, height: 70 } as const;

/** A letter of two pages for the gallery: enough to turn pages, zoom and place a signature. Not a real document. */
export async function sampleDocument(): Promise<Uint8Array> {
  const { default: PDFDocument } = await import("pdfkit");
  const document = new PDFDocument({ size: "A4", margins: { top: 60, bottom: 60, left: 85, right: 45 } });
  document.registerFont("Tinos", FONT).font("Tinos", 13);
  document.text("UBND TỈNH KON TUM", 85, 60, { width: 190, align: "center" });
  document.text("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", 85, 76, { width: 190, align: "center" });
  document.text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 290, 60, { width: 270, align: "center" });
  document.text("Độc lập - Tự do - Hạnh phúc", 290, 76, { width: 270, align: "center" });
  document.text("Số:        /STTTT-CNTT", 85, 118, { width: 190, align: "center" });
  document.text("Kon Tum, ngày      tháng 3 năm 2022", 290, 118, { width: 270, align: "center" });
  document.text("Kính gửi: Ủy ban nhân dân các huyện, thành phố.", 85, 180, { width: 465, align: "center" });
  document.moveDown(1.5);
  for (const paragraph of PARAGRAPHS) {
    document.text(paragraph, 85, undefined, { width: 465, align: "justify", indent: 28, paragraphGap: 8 });
  }
  document.addPage();
  document.text("Trân trọng./.", 113, 90);
  document.text("Nơi nhận:\n- Như trên;\n- UBND tỉnh (b/c);\n- Lưu: VT, CNTT.", 85, 180);
  document.text("GIÁM ĐỐC", 320, 180, { width: 200, align: "center" });
  document.text("Trần Văn Thu", 320, 300, { width: 200, align: "center" });
  return await new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    document.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    document.on("end", () => resolve(new Uint8Array(Buffer.concat(chunks))));
    document.on("error", reject);
    document.end();
  });
}

const PARAGRAPHS = [
  "Thực hiện Quyết định số 28/2018/QĐ-TTg của Thủ tướng Chính phủ về việc gửi, nhận văn bản điện tử giữa các cơ quan trong hệ thống hành chính nhà nước, Sở Thông tin và Truyền thông đề nghị Ủy ban nhân dân các huyện, thành phố rà soát việc gửi, nhận văn bản điện tử trên trục liên thông văn bản của tỉnh.",
  "Nội dung rà soát gồm: số lượng văn bản đi, văn bản đến; tỷ lệ văn bản được ký số của cơ quan và của người có thẩm quyền; thời gian tiếp nhận, phân công và xử lý; các trường hợp từ chối, thu hồi và nguyên nhân.",
  "Kết quả gửi về Sở Thông tin và Truyền thông trước ngày 25 tháng 3 năm 2022 để tổng hợp, báo cáo Ủy ban nhân dân tỉnh theo quy định.",
];
