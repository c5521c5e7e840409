import { anyone, permission, scope } from "../access/index.ts";

/** Scope of a token that looks things up in the directory. */
export const DIRECTORY_READ = scope("directory:read", {
  vi: "Tra danh bạ cơ quan, đơn vị và cán bộ",
  en: "Look up organisations, units and officials",
});

export const mayReadDirectory = permission(
  "directory.read",
  {
    vi: "Mỗi cán bộ đã đăng nhập được tra danh bạ: cơ quan, đơn vị, mã định danh, chức vụ và địa chỉ công vụ",
    en: "Every signed-in official may look up organisations, units, codes, positions and work addresses",
  },
  anyone(),
  { scope: DIRECTORY_READ.name },
);
