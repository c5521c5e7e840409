import type { PageHelp } from "../../../core/ui/page-help.tsx";

/** What people do on the pages of dossiers. */
export const dossiersHelp: readonly PageHelp[] = [
  {
    href: "/dossiers",
    title: { vi: "Hồ sơ một cửa", en: "One-stop dossiers" },
    steps: [
      {
        vi: "Hồ sơ trực tuyến mới ở mục Chờ tiếp nhận: mở ra, kiểm tra giấy tờ, rồi tiếp nhận, yêu cầu bổ sung một lần hoặc từ chối kèm lý do.",
        en: "New online dossiers wait under “To accept”: open one, look at its papers, then accept, ask for more once, or refuse with a reason.",
      },
      {
        vi: "Người dân đến quầy: bấm Tiếp nhận tại quầy, chọn thủ tục, quét thẻ căn cước, đếm giấy tờ, in giấy hẹn.",
        en: "Somebody at the counter: take it in, choose the procedure, scan the card, count the papers, print the slip.",
      },
      {
        vi: "Mục Chờ tôi xử lý có hồ sơ ở bước của bạn: xử lý rồi chuyển bước. Kết quả về đến quầy ở mục Chờ trả kết quả.",
        en: "“For me” holds what stands at your step: do it and hand it on. Results at the counter wait under “To return”.",
      },
    ],
    keys: [],
    ask: { vi: "bộ phận một cửa của tỉnh", en: "the one-stop desk of the province" },
  },
];
