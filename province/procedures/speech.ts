/** Ways of saying one thing; a question in any of them finds the others. Grows with what people type and do not find. */
export const SPOKEN_GROUPS: readonly (readonly string[])[] = [
  ["bìa đỏ", "sổ đỏ", "sổ hồng", "bìa hồng", "giấy chứng nhận quyền sử dụng đất", "thẻ đỏ"],
  ["đổi tên", "sang tên", "đứng tên", "chuyển tên", "chuyển nhượng", "trước bạ"],
  ["khai sinh", "giấy khai sinh", "khai sanh", "giấy khai sanh"],
  ["khai tử", "giấy khai tử", "báo tử", "chứng tử"],
  ["kết hôn", "đăng ký kết hôn", "cưới", "lấy vợ", "lấy chồng", "hôn thú"],
  ["độc thân", "tình trạng hôn nhân", "chưa vợ", "chưa chồng"],
  ["sao y", "chứng thực bản sao", "công chứng bản sao", "photo công chứng", "sao y bản chính"],
  ["công chứng", "chứng thực"],
  ["bằng lái", "giấy phép lái xe", "bằng lái xe", "gplx"],
  [
    "xin phép xây dựng",
    "giấy phép xây dựng",
    "gpxd",
    "phép xây nhà",
    "cấp phép xây dựng",
    "xin phép xây nhà",
  ],
  ["mở quán", "mở tiệm", "mở cửa hàng", "hộ kinh doanh", "giấy phép kinh doanh", "đăng ký kinh doanh"],
  ["mở công ty", "lập công ty", "thành lập công ty", "thành lập doanh nghiệp"],
  ["đóng cửa", "nghỉ bán", "chấm dứt", "giải thể", "đóng mã số thuế"],
  ["lý lịch tư pháp", "tiền án tiền sự", "lltp"],
  ["trợ cấp", "tiền trợ cấp", "hỗ trợ hàng tháng"],
  ["khuyết tật", "tàn tật"],
  ["hộ nghèo", "cận nghèo", "sổ hộ nghèo", "sổ nghèo"],
  ["liệt sĩ", "liệt sỹ"],
  ["bảo hiểm y tế", "thẻ bảo hiểm", "bhyt"],
  ["thất nghiệp", "mất việc", "bảo hiểm thất nghiệp"],
  ["chuyển trường", "đổi trường"],
  ["bằng tốt nghiệp", "văn bằng", "bằng cấp"],
  ["an toàn thực phẩm", "vệ sinh thực phẩm", "attp", "vệ sinh an toàn thực phẩm"],
  ["tách thửa", "tách sổ", "chia đất", "hợp thửa"],
  ["chuyển mục đích", "lên thổ cư", "chuyển đất vườn"],
  ["mai táng", "chôn cất", "ma chay"],
  ["nhà thuốc", "quầy thuốc", "hiệu thuốc", "tiệm thuốc"],
];

/** Words that carry nothing by themselves. */
export const EMPTY_WORDS: readonly string[] = [
  ..."cho của và là thì để tôi em mình ở tại về làm xin thủ tục hồ sơ đăng ký cần muốn như thế nào bị được các những một".split(
    " ",
  ),
];
