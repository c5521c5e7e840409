import type { Appointment } from "../../../../core/directory/index.ts";
import { type Form as Fields, value, values } from "../../../../core/http/index.ts";
import {
  Actions,
  Button,
  Card,
  type FieldErrors,
  Form,
  formatDateTime,
  formatNumber,
  SelectField,
  StateChip,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { HANDOVER_KINDS, type HandoverKind, KIND_WORDS } from "../../handover/kinds.ts";
import type { OpenItem } from "../../handover/open-work.ts";
import type { LeaverSubject } from "../../handover/permissions.ts";
import { receiverProblem } from "../../handover/receivers.ts";

export interface OpenWorkFormProps {
  readonly action: string;
  readonly transactionId: string;
  readonly leaver: LeaverSubject;
  readonly items: readonly OpenItem[];
  readonly people: readonly Appointment[];
  /** What was typed, when the form comes back. */
  readonly form: Fields | undefined;
  readonly errors: FieldErrors;
}

/** Who takes over what: everything, a kind, or the ticked items. */
export function OpenWorkForm(props: OpenWorkFormProps) {
  const { action, transactionId, items, people, form, errors } = props;
  const text = useText();
  const typed = (name: string) => (form ? value(form, name) : "");
  const ticked = new Set(form ? values(form, "item") : []);
  return (
    <Form action={action} method="post" transactionId={transactionId}>
      <div class="stack">
        <Card title={{ vi: "Giao tất cả", en: "Everything" }}>
          <SelectField
            name="everything"
            label={{
              vi: "Người nhận mọi việc không giao riêng bên dưới",
              en: "Who takes over whatever is not given below",
            }}
            hint={{
              vi: "Để trống: chỉ bàn giao những loại việc và việc chọn bên dưới.",
              en: "Empty: only the kinds and items chosen below.",
            }}
            prompt={{ vi: "Chọn người nhận", en: "Choose a receiver" }}
            options={people.map(optionOf)}
            value={typed("everything")}
            error={errors.everything}
            optional
          />
          <TextField
            name="basis"
            label={{ vi: "Căn cứ hoặc lý do", en: "Decision or reason" }}
            hint={{
              vi: "Ví dụ: Quyết định số 21/QĐ-STTTT ngày 01/7/2026 về điều động cán bộ",
              en: "For example the decision to move the official",
            }}
            value={typed("basis")}
            maxLength={300}
            error={errors.basis}
          />
        </Card>
        {kindsOf(items).map(([kind, open]) => (
          <KindCard
            key={kind}
            kind={kind}
            open={open}
            people={people.filter((each) => suits(kind, each, props.leaver))}
            to={typed(`to-${kind}`)}
            ticked={ticked}
          />
        ))}
        <Card title={{ vi: "Việc đã đánh dấu", en: "Ticked items" }}>
          <SelectField
            name="itemsTo"
            label={{ vi: "Người nhận những việc đã đánh dấu", en: "Who takes the ticked items over" }}
            prompt={{ vi: "Chọn người nhận", en: "Choose a receiver" }}
            options={people.map(optionOf)}
            value={typed("itemsTo")}
            error={errors.itemsTo}
            optional
          />
          <Actions>
            <Button kind="primary" icon="check">
              {text({ vi: "Bàn giao", en: "Hand over" })}
            </Button>
          </Actions>
        </Card>
      </div>
    </Form>
  );
}

/** The same without anything to decide, for whoever only looks. */
export function OpenWorkList({ items }: { readonly items: readonly OpenItem[] }) {
  return (
    <div class="stack">
      {kindsOf(items).map(([kind, open]) => (
        <Card key={kind} title={titleOf(kind, open.length)}>
          <ul class="tasks">
            {open.map((item) => (
              <ItemLine key={item.id} item={item} />
            ))}
          </ul>
        </Card>
      ))}
    </div>
  );
}

interface KindCardProps {
  readonly kind: HandoverKind;
  readonly open: readonly OpenItem[];
  readonly people: readonly Appointment[];
  readonly to: string;
  readonly ticked: ReadonlySet<string>;
}

function KindCard({ kind, open, people, to, ticked }: KindCardProps) {
  const text = useText();
  const { receiver } = KIND_WORDS[kind];
  return (
    <Card title={titleOf(kind, open.length)}>
      {kind === "delegation" ? (
        <p class="task-hint">
          {text({
            vi: "Ủy quyền không bàn giao được: kết thúc khi giao tất cả hoặc khi được đánh dấu; người thay nhận ủy quyền mới.",
            en: "Delegations are not handed over: they end when everything is, or when ticked; a successor is given new ones.",
          })}
        </p>
      ) : (
        <SelectField
          name={`to-${kind}`}
          label={{ vi: "Người nhận cả loại việc này", en: "Who takes this kind over" }}
          hint={receiver}
          prompt={{ vi: "Như giao tất cả", en: "As everything" }}
          options={people.map(optionOf)}
          value={to}
          optional
        />
      )}
      <details open={open.length <= OPEN_LISTED || ticked.size > 0}>
        <summary>
          {text({
            vi: `Từng việc (${formatNumber(open.length)})`,
            en: `Items (${formatNumber(open.length)})`,
          })}
        </summary>
        <ul class="tasks">
          {open.map((item) => (
            <ItemLine key={item.id} item={item} ticked={ticked.has(keyOf(item))} tick />
          ))}
        </ul>
      </details>
    </Card>
  );
}

/** Longer lists are folded. */
const OPEN_LISTED = 20;

function ItemLine({
  item,
  tick,
  ticked,
}: {
  readonly item: OpenItem;
  readonly tick?: boolean;
  readonly ticked?: boolean;
}) {
  const text = useText();
  const label = [item.code, item.abstract].filter(Boolean).join(" – ");
  return (
    <li class="task">
      <div class="task-words">
        {tick && (
          <div class="choice">
            <input
              type="checkbox"
              id={`item-${item.kind}-${item.id}`}
              name="item"
              value={keyOf(item)}
              checked={ticked}
            />
            <label for={`item-${item.kind}-${item.id}`}>{label}</label>
          </div>
        )}
        <a href={item.href}>
          {tick ? text({ vi: "Mở", en: "Open" }) : label}
          {tick && <span class="visually-hidden">{` ${label}`}</span>}
        </a>
      </div>
      {item.deadline && (
        <div class="task-state">
          <StateChip
            tone="info"
            label={{ vi: `Hạn ${formatDateTime(item.deadline)}`, en: `Due ${formatDateTime(item.deadline)}` }}
          />
        </div>
      )}
    </li>
  );
}

function keyOf(item: OpenItem): string {
  return `${item.kind}/${item.id}`;
}

function kindsOf(items: readonly OpenItem[]): readonly (readonly [HandoverKind, readonly OpenItem[]])[] {
  return HANDOVER_KINDS.map((kind) => [kind, items.filter((item) => item.kind === kind)] as const).filter(
    ([, open]) => open.length > 0,
  );
}

function titleOf(kind: HandoverKind, n: number) {
  const { name } = KIND_WORDS[kind];
  return { vi: `${name.vi}: ${formatNumber(n)}`, en: `${name.en}: ${formatNumber(n)}` };
}

function optionOf({ id, fullName, title, unitName }: Appointment) {
  return { value: id, label: `${fullName}, ${title}, ${unitName}` };
}

function suits(kind: HandoverKind, person: Appointment, leaver: LeaverSubject): boolean {
  return receiverProblem({ kind, confidentiality: 0 }, person, 0, leaver) === undefined;
}
