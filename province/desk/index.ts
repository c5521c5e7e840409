/** The one-stop desk as data: what tickets are drawn for where a body says nothing else, and who goes first. */

/** Key, letter before the number, name in both languages. */
export const TICKET_KINDS: readonly {
  readonly key: string;
  readonly prefix: string;
  readonly name: string;
  readonly english: string;
}[] = [
  { key: "tiep-nhan", prefix: "A", name: "Nộp hồ sơ, hỏi thủ tục", english: "File or ask" },
  { key: "tra-ket-qua", prefix: "B", name: "Nhận kết quả", english: "Fetch a result" },
  { key: "chung-thuc", prefix: "C", name: "Chứng thực", english: "Certification" },
];

/** Who is called before the others; a higher rank goes first. */
export const PRIORITIES: readonly {
  readonly key: string;
  readonly name: string;
  readonly english: string;
  readonly rank: number;
  readonly source: string;
}[] = [
  {
    key: "nguoi-khuyet-tat",
    name: "Người khuyết tật",
    english: "Person with a disability",
    rank: 2,
    source: "Luật Người khuyết tật 51/2010/QH12",
  },
  {
    key: "nguoi-cao-tuoi",
    name: "Người cao tuổi (từ 60 tuổi)",
    english: "Elderly person (60 or older)",
    rank: 1,
    source: "Luật Người cao tuổi 39/2009/QH12",
  },
  {
    key: "phu-nu-mang-thai",
    name: "Phụ nữ mang thai, có con nhỏ đi cùng",
    english: "Pregnant, or with a small child",
    rank: 1,
    source: "Quy chế của Bộ phận một cửa (chưa đối chiếu)",
  },
  {
    key: "nguoi-co-cong",
    name: "Người có công với cách mạng",
    english: "Person with merit",
    rank: 1,
    source: "Quy chế của Bộ phận một cửa (chưa đối chiếu)",
  },
];
