import type { WorkingCalendar } from "../../../../core/calendar/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { type Appointment, holdersOf, peopleOf, unitsOf } from "../../../../core/directory/index.ts";
import type { House } from "../../../../core/system.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Checkboxes,
  ErrorSummary,
  type FieldErrors,
  Form,
  LinkButton,
  Radios,
  SelectField,
  TextArea,
  useText,
} from "../../../../core/ui/index.ts";
import { groupsFor, type RecipientGroupRow } from "../../groups/groups.ts";
import type { Incoming } from "../../incoming/incoming.ts";
import { calendarOf } from "../shared/deadlines.ts";
import { BULK_WORDS, type BulkAction } from "./bulk-actions.ts";
import { DeadlineFields } from "./work-forms.tsx";

/** What can be chosen for all documents at once. */
interface AskChoices {
  readonly leaders: readonly Appointment[];
  readonly units: readonly { readonly id: string; readonly name: string }[];
  readonly unitGroups: readonly RecipientGroupRow[];
  readonly people: readonly Appointment[];
  readonly unitId: string;
  readonly calendar: WorkingCalendar;
  readonly now: Date;
}

export async function askChoices(house: House, actor: PersonActor, action: BulkAction): Promise<AskChoices> {
  const { queries } = house.database;
  const now = new Date();
  const today = localDateOf(now);
  const { organisationId, unitId } = actor;
  return {
    leaders: action === "present" ? await holdersOf(queries, "leader", organisationId, today) : [],
    units: action === "direct" ? await unitsOf(queries, organisationId, today) : [],
    unitGroups: action === "direct" ? await groupsFor(queries, actor, "units") : [],
    people: action === "assign-person" ? await peopleOf(queries, unitId, today) : [],
    unitId,
    calendar: await calendarOf(house.database, organisationId),
    now,
  };
}

interface AskFormProps {
  readonly action: BulkAction;
  readonly documents: readonly Incoming[];
  readonly choices: AskChoices;
  readonly back: string;
  readonly errors: FieldErrors;
  readonly value: (name: string) => string;
  readonly values: (name: string) => readonly string[];
  readonly transactionId: string;
}

/** The question before an action on many: the same fields as on the card, answered once for all of them. */
export function AskForm(props: AskFormProps) {
  const { action, documents, back, errors } = props;
  const text = useText();
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/incoming/selected" method="post" transactionId={props.transactionId}>
        <input type="hidden" name="do" value={action} />
        <input type="hidden" name="asked" value="1" />
        <input
          type="hidden"
          name="view"
          value={new URLSearchParams(back.split("?")[1] ?? "").get("view") ?? ""}
        />
        <fieldset class="field field-group">
          <legend class="field-label">
            {text({ vi: `Áp dụng cho ${documents.length} văn bản`, en: `For ${documents.length} documents` })}
          </legend>
          <div class="choices">
            {documents.map((document) => (
              <div class="choice" key={document.id}>
                <input
                  type="checkbox"
                  id={`selected-${document.id}`}
                  name="selected"
                  value={document.id}
                  checked
                />
                <label for={`selected-${document.id}`}>
                  {document.symbol} · {document.from_name}
                </label>
              </div>
            ))}
          </div>
        </fieldset>
        <Fields {...props} />
        <Actions>
          <Button kind="primary" icon="check">
            {text(BULK_WORDS[action])}
          </Button>
          <LinkButton href={back} kind="quiet">
            {text({ vi: "Thôi", en: "Cancel" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}

function Fields({ action, choices, errors, value, values }: AskFormProps) {
  const typed = { action, errors, value, values };
  const { leaders, units, unitGroups, people, unitId, calendar, now } = choices;
  const deadlines = (
    <DeadlineFields card={{ document: { due_date: null }, now, calendar }} typed={typed} limit={null} />
  );
  if (action === "present") {
    return (
      <Radios
        name="leader"
        label={{ vi: "Trình ai", en: "To whom" }}
        error={errors.leader}
        value={value("leader") || (leaders.length === 1 ? leaders[0]?.id : undefined)}
        options={leaders.map((held) => ({ value: held.id, label: `${held.title} ${held.fullName}` }))}
      />
    );
  }
  if (action === "assign-person") {
    return (
      <>
        <input type="hidden" name="unit" value={unitId} />
        <SelectField
          name="person"
          label={{ vi: "Người xử lý", en: "Person" }}
          prompt={{ vi: "Chọn một người của đơn vị", en: "Choose a person of the unit" }}
          value={value("person")}
          error={errors.person}
          options={people.map((held) => ({ value: held.id, label: `${held.fullName} – ${held.title}` }))}
        />
        {deadlines}
      </>
    );
  }
  const options = units.map((unit) => ({ value: unit.id, label: unit.name }));
  return (
    <>
      <TextArea
        name="directive"
        label={{ vi: "Ý kiến chỉ đạo", en: "Directive" }}
        value={value("directive")}
        error={errors.directive}
        maxLength={1000}
      />
      <Radios
        name="leadUnit"
        label={{ vi: "Đơn vị chủ trì", en: "Lead unit" }}
        value={value("leadUnit") || undefined}
        error={errors.leadUnit}
        options={options}
      />
      <Checkboxes
        name="cooperatingUnits"
        label={{ vi: "Đơn vị phối hợp", en: "Co-operating units" }}
        optional
        values={values("cooperatingUnits")}
        error={errors.cooperatingUnits}
        options={options}
      />
      {unitGroups.length > 0 && (
        <Checkboxes
          name="cooperatingGroups"
          label={{ vi: "Nhóm đơn vị phối hợp", en: "Groups of co-operating units" }}
          optional
          values={values("cooperatingGroups")}
          options={unitGroups.map((group) => ({
            value: group.id,
            label: `${group.name} (${group.members.length})`,
          }))}
        />
      )}
      {deadlines}
    </>
  );
}
