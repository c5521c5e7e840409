import { FormRefusal, type Sentence } from "../../../../../core/errors.ts";
import { type Form, value } from "../../../../../core/http/index.ts";
import { STEP_PLACES, STEP_ROLES, type WorkflowEdge, type WorkflowStep } from "../../workflow/definition.ts";

export const STEP_STATES = [2, 4, 9] as const;

const CHOOSE = { vi: "Chọn một trong các giá trị.", en: "Choose one of the values." };

/** A step as somebody typed it. @throws FormRefusal beside each field */
export function readStep(form: Form): Omit<WorkflowStep, "key"> {
  const problems: Record<string, Sentence> = {};
  const name = value(form, "name").replace(/\s+/g, " ");
  const state = STEP_STATES.find((each) => String(each) === value(form, "state"));
  const place = STEP_PLACES.find((each) => each === value(form, "place"));
  const role = STEP_ROLES.find((each) => each === value(form, "role"));
  const department = value(form, "department").replace(/\s+/g, " ");
  const share = Number((value(form, "share") || "0").replace(",", "."));
  if (name === "" || name.length > 120) {
    problems.name = {
      vi: "Đặt tên bước, tối đa 120 ký tự.",
      en: "Name the step, in 120 characters at most.",
    };
  }
  if (state === undefined) problems.state = CHOOSE;
  if (!place) problems.place = CHOOSE;
  if (!role) problems.role = CHOOSE;
  if (department.length > 200) {
    problems.department = { vi: "Tối đa 200 ký tự.", en: "200 characters at most." };
  }
  if (!(share >= 0 && share <= 100)) {
    problems.share = {
      vi: "Nhập một số từ 0 đến 100; 0 là làm trong ngày.",
      en: "Type a number from 0 to 100; 0 is the same day.",
    };
  }
  if (Object.keys(problems).length > 0 || state === undefined || !place || !role)
    throw new FormRefusal(problems);
  return { name, state, place, role, department, share, signs: value(form, "signs") === "yes" };
}

/** A way as somebody typed it. @throws FormRefusal beside each field */
export function readWay(form: Form, steps: readonly WorkflowStep[]): WorkflowEdge {
  const problems: Record<string, Sentence> = {};
  const [from, to] = [value(form, "from"), value(form, "to")];
  const name = value(form, "name").replace(/\s+/g, " ");
  const known = (key: string) => steps.some((step) => step.key === key);
  if (!known(from)) problems.from = { vi: "Chọn bước đi từ đó.", en: "Choose the step it leaves." };
  if (!known(to)) problems.to = { vi: "Chọn bước đi đến.", en: "Choose the step it comes to." };
  else if (from === to) {
    problems.to = {
      vi: "Chọn bước khác với bước đi từ đó.",
      en: "Choose another step than the one it leaves.",
    };
  }
  if (name === "" || name.length > 80) {
    problems.name = {
      vi: "Ghi chữ trên nút, ví dụ “Trình lãnh đạo ký”, tối đa 80 ký tự.",
      en: "Write the words of the button, such as “Submit for signature”, 80 characters at most.",
    };
  }
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  return { from, to, name, back: value(form, "back") === "yes" };
}
