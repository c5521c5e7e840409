/** A sentence in both languages of the screens. */
export interface Sentence {
  readonly vi: string;
  readonly en: string;
}

export type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 423 | 429 | 503;

/**
 * A request that is refused for a reason a person can understand and act on. Pages show the sentence (beside the
 * field when one is named), the machine API answers an RFC 9457 problem with the code.
 */
export class Refusal extends Error {
  /** Stable, `room.reason`. */
  readonly code: string;
  readonly status: RefusalStatus;
  /** What happened and what to do now. */
  readonly sentence: Sentence;
  /** Name of the form field it belongs to. */
  readonly field: string | undefined;

  constructor(code: string, status: RefusalStatus, sentence: Sentence, field?: string) {
    super(`${code}: ${sentence.en}`);
    this.name = "Refusal";
    this.code = code;
    this.status = status;
    this.sentence = sentence;
    this.field = field;
  }
}

/** Several fields are wrong at once. */
export class FormRefusal extends Refusal {
  /** Sentence per field name. */
  readonly problems: Readonly<Record<string, Sentence>>;

  constructor(problems: Readonly<Record<string, Sentence>>) {
    super("form.invalid", 422, {
      vi: "Một số ô chưa đúng. Xem lời nhắc cạnh từng ô rồi gửi lại; những gì đã nhập vẫn còn.",
      en: "Some fields need attention. See the note beside each one and send again; what you typed is kept.",
    });
    this.problems = problems;
  }
}

/** The thing asked for does not exist, or this person may not know that it does. */
export function notFound(): Refusal {
  return new Refusal("not-found", 404, {
    vi: "Không tìm thấy nội dung này, hoặc bạn không có quyền xem. Kiểm tra lại địa chỉ hoặc quay về trang đầu.",
    en: "This does not exist, or you may not see it. Check the address or go back to the start page.",
  });
}

/** Somebody else changed it first. */
export function changedMeanwhile(): Refusal {
  return new Refusal("conflict", 409, {
    vi: "Người khác vừa xử lý nội dung này trước bạn. Trang đã được tải lại với trạng thái mới nhất.",
    en: "Somebody else has just acted on this. The page now shows its latest state.",
  });
}
