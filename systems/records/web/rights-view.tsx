import { randomUUID } from "node:crypto";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { peopleOf, unitsOf } from "../../../core/directory/index.ts";
import {
  Actions,
  Button,
  Card,
  type FieldErrors,
  Form,
  formatDateTime,
  Radios,
  SelectField,
  StateChip,
  useText,
} from "../../../core/ui/index.ts";
import type { FileRight } from "../work-files/rights.ts";
import type { WorkFile } from "../work-files/work-file.ts";
import type { FileCard } from "./file-page.tsx";

/** Somebody a right can be given to. */
export interface Holder {
  readonly id: string;
  readonly name: string;
}

/** The people and inner units of the body that keeps a file. */
export async function holdersFor(queries: Queries, file: WorkFile): Promise<readonly Holder[]> {
  const today = localDateOf(new Date());
  const [people, units] = await Promise.all([
    peopleOf(queries, file.organisation_id, today),
    unitsOf(queries, file.organisation_id, today),
  ]);
  return [
    ...units.map((unit) => ({ id: unit.id, name: unit.name })),
    ...people
      .filter((person) => person.id !== file.keeper)
      .map((person) => ({ id: person.id, name: `${person.fullName}, ${person.title}, ${person.unitName}` })),
  ];
}

/** Who else works in the file or reads it, and what waits for a confirmation. */
export function RightsView({ card, errors }: { readonly card: FileCard; readonly errors: FieldErrors }) {
  const text = useText();
  const { file, rights, holders, actions } = card;
  if (rights.length === 0 && !actions.includes("set-rights")) return null;
  return (
    <section id="rights">
      <Card title={{ vi: "Người phối hợp, người xem", en: "Co-operating people and readers" }}>
        {rights.length === 0 && (
          <p>{text({ vi: "Chưa cấp quyền cho ai thêm.", en: "Nobody else was given a right." })}</p>
        )}
        {rights.length > 0 && (
          <ul class="tasks">
            {rights.map((right) => (
              <Right key={right.holder_id} right={right} card={card} />
            ))}
          </ul>
        )}
        {actions.includes("set-rights") && (
          <details open={Boolean(errors.holder ?? errors.level)}>
            <summary>{text({ vi: "Cấp hoặc đổi quyền", en: "Give or change a right" })}</summary>
            <Form action={`/files/${file.id}/set-rights`} method="post" transactionId={randomUUID()}>
              <SelectField
                name="holder"
                label={{ vi: "Người hoặc đơn vị", en: "Person or unit" }}
                prompt={{ vi: "Chọn", en: "Choose" }}
                options={holders.map(({ id, name }) => ({ value: id, label: name }))}
                error={errors.holder}
              />
              <Radios
                name="level"
                label={{ vi: "Quyền", en: "Right" }}
                options={[
                  { value: "read", label: { vi: "Xem", en: "Read" } },
                  {
                    value: "work",
                    label: { vi: "Phối hợp (thêm tài liệu)", en: "Co-operate (add documents)" },
                  },
                ]}
                value="read"
                error={errors.level}
              />
              <Actions>
                <Button kind="primary" icon="check">
                  {text({ vi: "Ghi quyền", en: "Give it" })}
                </Button>
              </Actions>
            </Form>
          </details>
        )}
      </Card>
    </section>
  );
}

function Right({ right, card }: { readonly right: FileRight; readonly card: FileCard }) {
  const text = useText();
  const { file, actions } = card;
  const waiting = right.confirmed_at === null;
  const given = right.state === "given";
  const level = right.level === "work" ? { vi: "Phối hợp", en: "Co-operates" } : { vi: "Xem", en: "Reads" };
  return (
    <li class="task">
      <div class="task-words">
        <strong>{right.holder_name}</strong>
        <p class="task-hint">
          {text({
            vi: `${level.vi}; ${given ? "cấp" : "thôi"} quyền: ${right.changed_by_name}, ${formatDateTime(right.changed_at)}`,
            en: `${level.en}; ${given ? "given" : "taken away"} by ${right.changed_by_name}, ${formatDateTime(right.changed_at)}`,
          })}
        </p>
        {waiting && actions.includes("confirm-rights") && (
          <Form action={`/files/${file.id}/confirm-rights`} method="post" transactionId={randomUUID()}>
            <input type="hidden" name="holder" value={right.holder_id} />
            <div class="actions">
              <button type="submit" class="button button-primary" name="decision" value="approve">
                {text({ vi: "Xác nhận", en: "Confirm" })}
                <span class="visually-hidden">{` ${right.holder_name}`}</span>
              </button>
              <button type="submit" class="button button-secondary" name="decision" value="reject">
                {text({ vi: "Không đồng ý", en: "Reject" })}
                <span class="visually-hidden">{` ${right.holder_name}`}</span>
              </button>
            </div>
          </Form>
        )}
        {given && actions.includes("set-rights") && (
          <Form action={`/files/${file.id}/set-rights`} method="post" transactionId={randomUUID()}>
            <input type="hidden" name="holder" value={right.holder_id} />
            <input type="hidden" name="level" value="none" />
            <button type="submit" class="button button-quiet">
              {text({ vi: "Thôi quyền", en: "Take away" })}
              <span class="visually-hidden">{` ${right.holder_name}`}</span>
            </button>
          </Form>
        )}
      </div>
      <div class="task-state">
        {waiting ? (
          <StateChip
            tone="attention"
            label={
              given
                ? { vi: "Chờ xác nhận, chưa có hiệu lực", en: "To confirm, not in force" }
                : { vi: "Đã thôi, chờ xác nhận", en: "Taken away, to confirm" }
            }
          />
        ) : (
          <StateChip tone="good" label={level} />
        )}
      </div>
    </li>
  );
}
