import type { HelpKey, PageHelp } from "../../core/ui/page-help.tsx";

const ROWS: HelpKey = { key: "↑ ↓", does: { vi: "sang dòng trên, dưới", en: "the row above, below" } };
const TICK: HelpKey = { key: "Cách", does: { vi: "đánh dấu chọn dòng", en: "tick the row (space)" } };
/** What people do on the pages of documents; the words of the buttons are those on the pages. */
export const documentHelp: readonly PageHelp[] = [
  {
    href: "/",
    title: { vi: "Việc hôm nay", en: "Today" },
    steps: [
      {
        vi: "Làm từ trên xuống: mỗi dòng là một loại việc đang chờ bạn, bấm vào để mở đúng danh sách đó.",
        en: "Work from the top: each line is one kind of work that waits for you and opens exactly that list.",
      },
      {
        vi: "Xem “Đến hạn hôm nay và quá hạn” trước khi nhận việc mới; nhãn đỏ là đã quá hạn.",
        en: "Look at what is due today or overdue before taking on new work; a red mark is overdue.",
      },
      {
        vi: "Xem “Đang vướng” để biết văn bản nào đứng lại và vì ai.",
        en: "Look at “Stuck” to learn which document stands still and who it waits for.",
      },
    ],
    ask: {
      vi: "trưởng đơn vị của bạn về việc được giao, văn thư cơ quan về văn bản",
      en: "your head of unit about work given to you, the clerk about documents",
    },
    askRoles: ["clerk", "head-of-unit"],
  },
  {
    href: "/incoming",
    title: { vi: "Văn bản đến", en: "Incoming documents" },
    steps: [
      {
        vi: "Chọn mục ở trên theo việc của bạn, con số là việc đang chờ; mở một văn bản để làm bước tiếp theo.",
        en: "Choose your view above, the number is what waits; open a document to do its next step.",
      },
      {
        vi: "Lọc theo số, trích yếu, ngày, độ khẩn hoặc quá hạn; đổi cột và xuất danh sách bằng nút trên bảng.",
        en: "Filter by number, abstract, date, urgency or overdue; choose columns and export above the table.",
      },
      {
        vi: "Đánh dấu nhiều dòng rồi chọn một việc ở dưới để làm một lần.",
        en: "Tick several rows and choose an action below to do it at once.",
      },
    ],
    keys: [ROWS, TICK],
    ask: { vi: "văn thư cơ quan", en: "the clerk of your organisation" },
    askRoles: ["clerk"],
  },
  {
    href: "/incoming/:id",
    title: { vi: "Một văn bản đến", en: "One incoming document" },
    steps: [
      {
        vi: "Đọc văn bản và kết luận về chữ ký ở trên; nút bên cạnh là những việc bạn được làm ở bước này.",
        en: "Read the document and the verdict on its signatures; the buttons are what you may do at this step.",
      },
      {
        vi: "Làm bước của mình: vào sổ, trình, bút phê, phân công, báo tiến độ, xin gia hạn hoặc hoàn thành.",
        en: "Do your step: register, present, direct, assign, report progress, ask for more time or complete.",
      },
      {
        vi: "Mở “Thẻ văn bản” để biết ai đã làm gì, lúc nào, hạn nào đã đổi.",
        en: "Open the document card to see who did what and when, and which deadlines moved.",
      },
    ],
    keys: [
      {
        key: "PageDown, PageUp",
        does: { vi: "sang trang sau, trang trước của tệp", en: "next and previous page of the file" },
      },
      { key: "+ −", does: { vi: "phóng to, thu nhỏ", en: "zoom" } },
    ],
    ask: {
      vi: "người bút phê về nội dung chỉ đạo, văn thư cơ quan về sổ và tệp",
      en: "whoever directed it about what is wanted, the clerk about registers and files",
    },
    askRoles: ["clerk"],
    within: "/incoming",
  },
  {
    href: "/incoming/new-paper",
    title: { vi: "Vào sổ văn bản giấy", en: "Register a paper document" },
    steps: [
      {
        vi: "Chọn tệp quét PDF; hệ thống đọc và đề xuất số, ngày, nơi gửi, trích yếu kèm mức chắc chắn.",
        en: "Choose the scan; number, date, issuer and abstract are proposed with how sure the reading is.",
      },
      {
        vi: "So từng ô với bản giấy, sửa chỗ sai; nếu báo có thể trùng, mở văn bản cũ ra xem trước.",
        en: "Compare each field with the paper and correct it; when a duplicate is reported, look at the earlier one first.",
      },
      {
        vi: "Lưu để nhận số đến, ghi số đó lên dấu “ĐẾN” của bản giấy.",
        en: "Save to be given the arrival number and write it on the stamp of the paper.",
      },
    ],
    ask: { vi: "người phụ trách văn thư", en: "whoever is in charge of the clerks" },
    within: "/incoming",
  },
  {
    href: "/incoming/quick",
    title: { vi: "Vào sổ nhanh bằng bàn phím", en: "Register by keyboard" },
    steps: [
      {
        vi: "Gõ số, ký hiệu, ngày, nơi gửi, trích yếu; tên nơi gửi và loại văn bản gợi ý ngay khi gõ.",
        en: "Type number, date, issuer and abstract; issuers and types are suggested as you type.",
      },
      {
        vi: "Lưu rồi nhập tiếp: số đến hiện to ở trên để ghi lên bản giấy.",
        en: "Save and go on: the arrival number stands large above, to be copied onto the paper.",
      },
      {
        vi: "Chuyển sang “Văn bản điện tử” để tiếp nhận lần lượt văn bản qua trục liên thông.",
        en: "Change to “Electronic” to take documents from the axis one after another.",
      },
    ],
    keys: [
      { key: "Alt+L", does: { vi: "lưu và nhập tiếp", en: "save and go on" } },
      { key: "Alt+G", does: { vi: "giữ lại nơi gửi, loại, ngày cho văn bản sau", en: "keep what repeats" } },
      { key: "Alt+M", does: { vi: "lưu rồi mở văn bản", en: "save and open it" } },
    ],
    ask: { vi: "người phụ trách văn thư", en: "whoever is in charge of the clerks" },
    within: "/incoming",
  },
  {
    href: "/tasks",
    title: { vi: "Nhiệm vụ", en: "Tasks" },
    steps: [
      {
        vi: "Phần việc giao bạn xếp gấp nhất ở trên; tìm, lọc, xuất danh sách ở thanh trên bảng; mở văn bản để báo tiến độ.",
        en: "The parts given to you, most urgent first; find, filter and export above the table; open one to report progress.",
      },
      {
        vi: "Cần thêm thời gian thì xin gia hạn trước khi hết hạn; người định hạn quyết định.",
        en: "When you need more time, ask before the deadline; whoever set it decides.",
      },
      {
        vi: "Lãnh đạo, trưởng đơn vị xem việc mình giao, nhắc người chậm và quyết định gia hạn.",
        en: "Leaders and heads see what they gave out, remind who is late and decide about more time.",
      },
    ],
    ask: { vi: "người giao việc cho bạn", en: "whoever gave you the task" },
  },
  {
    href: "/opinion-rounds",
    title: { vi: "Lấy ý kiến", en: "Opinion rounds" },
    steps: [
      {
        vi: "Trả lời câu hỏi gửi đến bạn hoặc đơn vị bạn trước hạn; sửa được đến khi hết hạn.",
        en: "Answer what you or your unit were asked before the deadline; you may change it until then.",
      },
      {
        vi: "Mở đợt lấy ý kiến từ trang của văn bản: câu hỏi, lựa chọn, người được hỏi, hạn.",
        en: "Open a round from the page of a document: question, options, people asked, deadline.",
      },
      {
        vi: "Xem bảng tổng hợp hệ thống tự đếm, ai chưa trả lời; tải ra PDF, XLSX hoặc DOCX.",
        en: "See the count made for you and who has not answered; download it as PDF, XLSX or DOCX.",
      },
    ],
    ask: { vi: "người mở đợt lấy ý kiến, ghi trên trang", en: "whoever opened the round, named on its page" },
  },
  {
    href: "/outgoing",
    title: { vi: "Văn bản đi", en: "Outgoing documents" },
    steps: [
      {
        vi: "Mục “Cần tôi xử lý” là văn bản chờ chính bạn: kiểm tra, ký, cấp số, đóng dấu hoặc phát hành.",
        en: "“Waiting for me” is what waits for you: to check, sign, number, seal or issue.",
      },
      {
        vi: "Soạn mới theo mẫu, hoặc dùng tệp PDF có sẵn, bằng nút ở đầu trang.",
        en: "Begin a new one from a template, or from a PDF you have, by the buttons above.",
      },
      {
        vi: "Mở một văn bản đã phát hành để xem từng nơi nhận đã nhận, đọc hay từ chối.",
        en: "Open an issued document to see which recipient has received, read or refused it.",
      },
    ],
    keys: [ROWS, TICK],
    ask: {
      vi: "người ký về nội dung, văn thư cơ quan về số và phát hành",
      en: "the signer about content, the clerk about numbers and issuing",
    },
    askRoles: ["clerk"],
  },
  {
    href: "/outgoing/:id",
    title: { vi: "Một văn bản đi", en: "One outgoing document" },
    steps: [
      {
        vi: "Xem đường đi ở trên: bước nào đã xong, bước tiếp theo của ai.",
        en: "See the way above: which step is done and whose step is next.",
      },
      {
        vi: "Làm bước của mình bằng nút ở đầu trang; trả lại thì ghi rõ cần sửa gì.",
        en: "Do your step by the buttons above; when you return a draft, say what must change.",
      },
      {
        vi: "Sau khi phát hành, xem bảng nơi nhận; nơi nào từ chối hoặc lỗi đều có lý do.",
        en: "Once issued, look at the table of recipients; each refusal or failure says why.",
      },
    ],
    keys: [
      {
        key: "PageDown, PageUp",
        does: { vi: "sang trang sau, trang trước của tệp", en: "next and previous page of the file" },
      },
    ],
    ask: {
      vi: "người soạn và người ký ghi trên trang, văn thư cơ quan về phát hành",
      en: "the author and signer named on the page, the clerk about issuing",
    },
    askRoles: ["clerk"],
    within: "/outgoing",
  },
  {
    href: "/compose",
    title: { vi: "Soạn văn bản", en: "Compose a document" },
    steps: [
      {
        vi: "Chọn loại hoặc mẫu rồi bắt đầu; quốc hiệu, số, chữ ký, nơi nhận được trình bày đúng Nghị định 30/2020.",
        en: "Choose a type or template; heading, number, signature block and recipients are set as Decree 30/2020 asks.",
      },
      {
        vi: "Gõ nội dung; mọi chữ được lưu tự động, mở lại ở “Đang soạn dở”.",
        en: "Type; everything is kept by itself and opens again under “Unfinished”.",
      },
      {
        vi: "Xem trước trang in, sửa chỗ hệ thống chỉ ra, rồi tạo dự thảo để trình.",
        en: "Look at the preview, correct what is pointed out, then make the draft and submit it.",
      },
    ],
    keys: [
      { key: "Ctrl+B", does: { vi: "chữ đậm", en: "bold" } },
      { key: "Ctrl+I", does: { vi: "chữ nghiêng", en: "italic" } },
    ],
    ask: {
      vi: "trưởng đơn vị về nội dung, văn thư cơ quan về thể thức",
      en: "your head of unit about content, the clerk about layout",
    },
    askRoles: ["clerk", "head-of-unit"],
    within: "/outgoing",
  },
  {
    href: "/schedule",
    title: { vi: "Lịch đơn vị", en: "Calendar of the unit" },
    steps: [
      {
        vi: "Xem theo tháng, tuần, ngày: lịch họp, hạn văn bản đang mở, ngày vắng, ngày nghỉ và làm bù.",
        en: "Look by month, week or day: events, open deadlines, absences, days off and working Saturdays.",
      },
      {
        vi: "Ghi lịch hoặc ngày vắng; trùng người, trùng phòng được báo trước khi lưu; dời, hủy thì người được mời biết ngay.",
        en: "Enter events and absences; conflicts are said before saving, moves are told to those invited.",
      },
      {
        vi: "Tạo địa chỉ bí mật ở cuối trang để xem lịch này trên điện thoại; lộ thì đổi địa chỉ mới.",
        en: "Make a secret address below to see this calendar on a telephone; when it leaks, make a new one.",
      },
    ],
    ask: {
      vi: "trưởng đơn vị về lịch của đơn vị, văn thư về lịch cơ quan",
      en: "your head of unit about the unit, the clerk about the organisation",
    },
    askRoles: ["clerk", "head-of-unit"],
  },
  {
    href: "/registers",
    title: { vi: "Sổ văn bản", en: "Registers" },
    steps: [
      {
        vi: "Chọn sổ ở trên; các cột đúng Phụ lục IV Nghị định 30/2020, sổ văn bản mật để riêng.",
        en: "Choose the register above; columns follow Annex IV of Decree 30/2020, secret documents have their own.",
      },
      {
        vi: "Lọc theo ngày, số, trích yếu rồi in hoặc xuất XLSX; bản xuất gồm mọi dòng khớp.",
        en: "Filter by date, number or abstract, then print or export; the export holds every line that fits.",
      },
      {
        vi: "Hết năm, văn thư khóa sổ và lãnh đạo xác nhận ở trang “Khóa sổ”.",
        en: "After the year the clerk closes the register and a leader confirms it at “Closing”.",
      },
    ],
    keys: [ROWS],
    ask: { vi: "người phụ trách văn thư", en: "whoever is in charge of the clerks" },
  },
  {
    href: "/groups",
    title: { vi: "Nhóm chuyển", en: "Forwarding groups" },
    steps: [
      {
        vi: "Lập nhóm những nơi thường nhận cùng nhau, đặt tên dễ nhớ.",
        en: "Make a group of those who often receive together and give it a name.",
      },
      {
        vi: "Dùng nhóm khi soạn nơi nhận hoặc khi bút phê: chọn nhóm là chọn mọi nơi trong nhóm.",
        en: "Use it for recipients or when directing: choosing the group chooses everybody in it.",
      },
      {
        vi: "Sửa hoặc xóa nhóm khi cơ quan thay đổi; văn bản đã gửi không bị ảnh hưởng.",
        en: "Change or remove a group when organisations change; documents already sent stay as they are.",
      },
    ],
    ask: { vi: "văn thư cơ quan", en: "the clerk of your organisation" },
    askRoles: ["clerk"],
  },
  {
    href: "/statistics",
    title: { vi: "Thống kê", en: "Statistics" },
    steps: [
      {
        vi: "Chọn khoảng thời gian và thống kê theo đơn vị, người, loại văn bản hoặc thời gian.",
        en: "Choose a period and count by unit, person, type or time.",
      },
      {
        vi: "Bấm vào một con số để mở đúng danh sách văn bản làm nên con số đó.",
        en: "Press a figure to open exactly the documents behind it.",
      },
      { vi: "Xuất bảng ra tệp để đưa vào báo cáo.", en: "Export the table for your report." },
    ],
    ask: {
      vi: "văn thư cơ quan về số liệu, trưởng đơn vị về việc chậm",
      en: "the clerk about figures, heads of unit about late work",
    },
    askRoles: ["clerk", "head-of-unit"],
  },
  {
    href: "/clearances",
    title: { vi: "Quyền tiếp cận văn bản mật", en: "Access to secret documents" },
    steps: [
      {
        vi: "Quyết định ai được xem đến độ mật nào, đến ngày nào, theo quyết định số mấy.",
        en: "Decide who may see up to which degree, until when, on the basis of which decision.",
      },
      {
        vi: "Xem lại danh sách định kỳ và bỏ quyền của người không còn cần.",
        en: "Go through the list from time to time and end what is no longer needed.",
      },
      {
        vi: "Nhớ rằng có quyền cũng chỉ xem được văn bản mật giao cho mình; mỗi lần xem đều ghi nhật ký.",
        en: "Remember that a person still sees only what is given to them, and every view is written down.",
      },
    ],
    ask: {
      vi: "người phụ trách bảo vệ bí mật nhà nước của cơ quan",
      en: "whoever is in charge of state secrets in your organisation",
    },
  },
  {
    href: "/search",
    title: { vi: "Tìm kiếm", en: "Search" },
    steps: [
      {
        vi: "Gõ số, ký hiệu, trích yếu, nơi gửi, tên người hoặc vài chữ trong văn bản; có dấu hay không đều được.",
        en: "Type a number, abstract, issuer, name or words of the text; with or without diacritics.",
      },
      {
        vi: "Đặt trong ngoặc kép để tìm đúng cụm từ; thu hẹp bằng loại, đơn vị, người, thời gian.",
        en: "Use quotes for an exact phrase; narrow by type, unit, person and time.",
      },
      {
        vi: "Lưu cách tìm hay dùng để lần sau bấm một lần; xuất kết quả ra XLSX, DOCX hoặc PDF.",
        en: "Save searches you repeat; export the results to XLSX, DOCX or PDF.",
      },
    ],
    ask: {
      vi: "văn thư cơ quan nếu chắc chắn có mà không thấy: có thể bạn chưa được giao văn bản đó",
      en: "the clerk when you do not find what must be there: you may not be among its readers",
    },
    askRoles: ["clerk"],
  },
  {
    href: "/delegations",
    title: { vi: "Ủy quyền", en: "Delegations" },
    steps: [
      {
        vi: "Giao việc bút phê, kiểm tra hoặc ký cho người khác khi đi vắng: ghi từ ngày, đến ngày, phạm vi, căn cứ.",
        en: "Hand on directing, checking or signing while away: first and last day, scope, basis.",
      },
      {
        vi: "Kết thúc sớm khi đã về; người được giao cũng trả lại được.",
        en: "End it early when you are back; the receiver may give it back too.",
      },
      {
        vi: "Xem lại ai đã làm gì thay ai: việc làm thay luôn ghi tên cả hai người.",
        en: "See who acted for whom: what is done this way always names both people.",
      },
    ],
    ask: {
      vi: "thủ trưởng cơ quan về phạm vi, quản trị viên về tài khoản",
      en: "the head of your organisation about scope, the administrator about accounts",
    },
    askRoles: ["leader", "administrator"],
  },
  {
    href: "/handovers",
    title: { vi: "Bàn giao công việc", en: "Hand-overs" },
    steps: [
      {
        vi: "Mở tên người rời vị trí để xem mọi việc còn mở của người đó.",
        en: "Open the name of whoever leaves to see all their open work.",
      },
      {
        vi: "Chọn người nhận cho từng loại việc rồi bàn giao; thời hạn và lịch sử giữ nguyên.",
        en: "Choose who takes over each kind of work; deadlines and history stay.",
      },
      {
        vi: "Xác nhận và ký biên bản; việc chưa có người nhận vẫn nằm trong danh sách.",
        en: "Confirm and sign the minutes; work without a receiver stays in the list.",
      },
    ],
    ask: {
      vi: "lãnh đạo cơ quan hoặc quản trị viên",
      en: "a leader of your organisation or the administrator",
    },
    askRoles: ["leader", "administrator"],
  },
  {
    href: "/administration/imports",
    title: { vi: "Nhập văn bản từ hệ thống cũ", en: "Imports of documents" },
    steps: [
      {
        vi: "Xem từng lần nhập đã xong hay còn dở, nhập được bao nhiêu văn bản.",
        en: "See which imports are finished and how many documents they took in.",
      },
      {
        vi: "Mở một lần nhập để đọc từng dòng bị từ chối và lý do, rồi xuất ra XLSX để sửa ở nguồn.",
        en: "Open one to read every refused line and its reason, and export them to correct the source.",
      },
      {
        vi: "Chạy lại cùng lệnh: phần đã nhập không bị nhập lần hai.",
        en: "Run the same command again: what was taken in is not taken in twice.",
      },
    ],
    ask: { vi: "người vận hành máy chủ", en: "whoever operates the server" },
  },
];
