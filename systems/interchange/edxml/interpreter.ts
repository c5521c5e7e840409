import { badOrganId } from "./check-message.ts";
import { asWarning, mismatch, missing, type Problem, quote, wrongType } from "./problems.ts";
import { type OrganId, type Organization, parseOrganId, type ResponseFor, type StaffInfo } from "./types.ts";
import { fromWireDate, fromWireTimestamp, type WireValue } from "./wire-dates.ts";
import { childOf, childrenOf, textOf, type XmlNode } from "./xml/node.ts";

/** Reads typed values out of elements and remembers what was wrong with them. */
export class Interpreter {
  readonly fatal: Problem[] = [];
  readonly violations: Problem[] = [];
  readonly warnings: Problem[] = [];

  /** Adds problems that are not known yet (the same code at the same place is told once). */
  addAll(problems: readonly Problem[]): void {
    for (const problem of problems) {
      const known = this.violations.some(({ code, path }) => code === problem.code && path === problem.path);
      if (!known) this.violations.push(problem);
    }
  }

  /** The text of a child that may stand once only. */
  text(node: XmlNode | undefined, local: string, path: string): string | undefined {
    this.once(node, local, path);
    return textOf(node, local);
  }

  once(node: XmlNode | undefined, local: string, path: string): void {
    if (childrenOf(node, local).length > 1) {
      this.violations.push(
        mismatch(`${path}.${local}`, "xuất hiện nhiều hơn một lần", "stands more than once"),
      );
    }
  }

  organId(text: string | undefined, path: string): OrganId | undefined {
    if (text === undefined) {
      this.addAll([missing(path)]);
      return undefined;
    }
    const id = parseOrganId(text);
    if (id === undefined) this.addAll([badOrganId(path, text)]);
    return id;
  }

  /** An organisation; undefined when it has no usable code. */
  organization(node: XmlNode, path: string): Organization | undefined {
    const organId = this.organId(this.text(node, "OrganId", path), `${path}.OrganId`);
    if (organId === undefined) return undefined;
    return compact({
      organId,
      inCharge: this.text(node, "OrganizationInCharge", path),
      name: this.text(node, "OrganName", path) ?? "",
      address: this.text(node, "OrganAdd", path),
      email: this.text(node, "Email", path),
      telephone: this.text(node, "Telephone", path),
      fax: this.text(node, "Fax", path),
      website: this.text(node, "Website", path),
    });
  }

  responseFor(node: XmlNode, path: string): ResponseFor | undefined {
    const organId = this.organId(this.text(node, "OrganId", path), `${path}.OrganId`);
    const date = this.date(this.text(node, "PromulgationDate", path), `${path}.PromulgationDate`);
    if (organId === undefined) return undefined;
    return compact({
      organId,
      code: this.text(node, "Code", path) ?? "",
      documentId: this.text(node, "DocumentId", path) ?? "",
      promulgationDate: date,
    });
  }

  staff(node: XmlNode): StaffInfo {
    return compact({
      department: textOf(node, "Department"),
      departmentId: textOf(node, "DepartmentId"),
      staff: textOf(node, "Staff"),
      staffId: textOf(node, "StaffId"),
      email: textOf(node, "Email"),
      mobile: textOf(node, "Mobile"),
    });
  }

  date(text: string | undefined, path: string): string | undefined {
    return this.#moment(text, path, fromWireDate, "năm/tháng/ngày (2022/03/04)", "yyyy/MM/dd");
  }

  timestamp(text: string | undefined, path: string): string | undefined {
    return this.#moment(
      text,
      path,
      fromWireTimestamp,
      "năm/tháng/ngày giờ:phút:giây (2022/03/04 09:15:30)",
      "yyyy/MM/dd HH:mm:ss",
    );
  }

  /** A whole number; "" and absence give undefined without a complaint. */
  integer(text: string | undefined, path: string): number | undefined {
    if (text === undefined) return undefined;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : undefined;
    if (value === undefined) {
      this.violations.push(
        wrongType(
          path,
          `${quote(text)} không phải số nguyên không âm`,
          `${quote(text)} is not a whole number`,
        ),
      );
    }
    return value;
  }

  boolean(text: string | undefined, path: string, absent: boolean): boolean {
    if (text === undefined) return absent;
    if (/^(1|true)$/i.test(text)) return true;
    if (!/^(0|false)$/i.test(text)) {
      this.violations.push(
        wrongType(path, `${quote(text)} không phải 0 hoặc 1`, `${quote(text)} is not 0 or 1`),
      );
    }
    return false;
  }

  #moment(
    text: string | undefined,
    path: string,
    parse: (text: string) => WireValue | undefined,
    vi: string,
    en: string,
  ): string | undefined {
    if (text === undefined) return undefined;
    const read = parse(text);
    const complaint = wrongType(
      path,
      `${quote(text)} không đúng dạng ${vi}`,
      `${quote(text)} is not of the form ${en}`,
    );
    if (read === undefined) this.violations.push(complaint);
    else if (!read.standard) this.warnings.push(asWarning(complaint));
    return read?.value;
  }
}

/** Warns about elements of this name that are there but empty. */
export function isEmptyElement(node: XmlNode | undefined, local: string): boolean {
  const child = childOf(node, local);
  return child !== undefined && child.text.trim() === "";
}

type Compact<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The object without its undefined members. */
export function compact<T extends object>(value: T): Compact<T>;
export function compact(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}
