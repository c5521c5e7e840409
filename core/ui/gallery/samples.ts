import type { RecipientGroup, RecipientNode } from "../recipient-picker.tsx";
import { defaultAddresses, type PageAssets, type Shell } from "../shell.ts";

/** A shell as an official of the province sees it; the server has the real one. */
export function sampleShell(assets: PageAssets, over: Partial<Shell> = {}): Shell {
  return {
    lang: "vi",
    nonce: "gallery",
    assets,
    place: "Tỉnh Kon Tum",
    audience: "official",
    theme: "auto",
    density: "compact",
    demo: true,
    path: "/ui",
    viewer: {
      id: "sample",
      name: "Y Hà Thị Ngọc Lan",
      position: {
        id: "p1",
        title: { vi: "Văn thư", en: "Clerk" },
        unit: { vi: "Sở Thông tin và Truyền thông", en: "Department of Information and Communications" },
      },
      positions: [
        { id: "p1", title: { vi: "Văn thư", en: "Clerk" }, unit: "Sở Thông tin và Truyền thông" },
        { id: "p2", title: { vi: "Phó Chánh Văn phòng", en: "Deputy head of office" }, unit: "Văn phòng Sở" },
      ],
    },
    navigation: [
      {
        label: { vi: "Văn bản", en: "Documents" },
        items: [
          { href: "/tasks", label: { vi: "Việc của tôi", en: "My work" }, icon: "home", count: 7 },
          {
            href: "/incoming",
            label: { vi: "Văn bản đến", en: "Incoming documents" },
            icon: "inbox",
            count: 12,
          },
          { href: "/outgoing", label: { vi: "Văn bản đi", en: "Outgoing documents" }, icon: "outbox" },
          { href: "/drafts", label: { vi: "Dự thảo", en: "Drafts" }, icon: "pen", count: 3 },
        ],
      },
      {
        label: { vi: "Hệ thống", en: "System" },
        items: [
          { href: "/ui", label: { vi: "Thành phần giao diện", en: "Interface components" }, icon: "table" },
          { href: "/audit", label: { vi: "Nhật ký", en: "Audit log" }, icon: "shield" },
        ],
      },
    ],
    unread: 4,
    flashes: [],
    csrf: null,
    addresses: { ...defaultAddresses, search: "/search" },
    ...over,
  };
}

export interface SampleDocument {
  readonly id: string;
  readonly arrivalNumber: number;
  readonly arrivedOn: string;
  readonly author: string;
  readonly code: string;
  readonly issuedOn: string;
  readonly abstract: string;
  readonly unit: string;
  readonly state: "new" | "handling" | "done" | "refused";
}

const AUTHORS = [
  "UBND tỉnh Kon Tum",
  "Bộ Thông tin và Truyền thông",
  "UBND huyện Đăk Hà",
  "UBND xã Đăk Ui",
  "Sở Nội vụ",
];
const ABSTRACTS = [
  "V/v rà soát việc gửi, nhận văn bản điện tử trên trục liên thông văn bản của tỉnh",
  "Triển khai chữ ký số chuyên dùng công vụ cho cán bộ, công chức cấp xã năm 2022",
  "Báo cáo kết quả phòng, chống cháy rừng mùa khô 2021 – 2022 trên địa bàn huyện Đăk Hà",
  "Mời họp Ban Chỉ đạo chuyển đổi số tỉnh phiên thứ nhất",
];
const STATES = ["new", "handling", "done", "refused"] as const;

/** Rows of a register of incoming documents, the same at every call. */
export function sampleDocuments(count: number): SampleDocument[] {
  return Array.from({ length: count }, (_, index) => {
    const day = String(28 - (index % 27)).padStart(2, "0");
    return {
      id: `doc-${index}`,
      arrivalNumber: 1240 - index,
      arrivedOn: `2022-03-${day}`,
      author: AUTHORS[index % AUTHORS.length] ?? "",
      code: `${315 - index}/${index % 2 === 0 ? "UBND-KGVX" : "BTTTT-CĐSQG"}`,
      issuedOn: `2022-03-${day}`,
      abstract: ABSTRACTS[index % ABSTRACTS.length] ?? "",
      unit: index % 3 === 0 ? "Phòng Công nghệ thông tin" : "Văn phòng Sở",
      state: STATES[index % STATES.length] ?? "new",
    };
  });
}

const DISTRICTS: readonly (readonly [name: string, code: string, communes: readonly string[]])[] = [
  [
    "Thành phố Kon Tum",
    "608",
    ["Phường Quang Trung", "Phường Duy Tân", "Xã Đăk Cấm", "Xã Kroong", "Xã Ngọk Bay"],
  ],
  ["Huyện Đăk Hà", "615", ["Thị trấn Đăk Hà", "Xã Đăk Ui", "Xã Đăk La", "Xã Hà Mòn", "Xã Ngok Wang"]],
  ["Huyện Tu Mơ Rông", "617", ["Xã Ngọc Lây", "Xã Măng Ri", "Xã Tê Xăng", "Xã Đăk Hà"]],
  ["Huyện Kon Plông", "613", ["Thị trấn Măng Đen", "Xã Hiếu", "Xã Pờ Ê", "Xã Ngok Tem"]],
];

/** A tree of recipients with three levels. */
export const sampleTree: readonly RecipientNode[] = [
  {
    id: "tinh",
    name: "UBND tỉnh Kon Tum",
    alias: "ubnd tinh",
    children: [
      { id: "so-nv", name: "Sở Nội vụ" },
      { id: "so-tc", name: "Sở Tài chính" },
      { id: "so-gd", name: "Sở Giáo dục và Đào tạo", alias: "sgddt" },
      {
        id: "so-yt",
        name: "Sở Y tế",
        blocked: { vi: "chưa nối trục liên thông", en: "not on the axis yet" },
      },
    ],
  },
  {
    id: "huyen",
    name: "Các huyện, thành phố",
    selectable: false,
    children: DISTRICTS.map(([name, code, communes]) => ({
      id: code,
      name: `UBND ${name.replace(/^(Thành phố|Huyện)/, (word) => word.toLowerCase())}`,
      children: communes.map((commune, index) => ({
        id: `${code}-${index}`,
        name: `UBND ${commune.replace(/^(Phường|Xã|Thị trấn)/, (word) => word.toLowerCase())}`,
      })),
    })),
  },
];

export const sampleGroups: readonly RecipientGroup[] = [
  {
    id: "g-huyen",
    label: { vi: "UBND các huyện, thành phố", en: "All districts" },
    members: DISTRICTS.map(([, code]) => code),
  },
  { id: "g-so", label: { vi: "Các sở, ngành", en: "All departments" }, members: ["so-nv", "so-tc", "so-gd"] },
];
