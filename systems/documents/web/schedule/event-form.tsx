import { randomUUID } from "node:crypto";
import { may } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { type Appointment, peopleOf } from "../../../../core/directory/index.ts";
import { type Form as SentForm, value, values } from "../../../../core/http/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Checkboxes,
  compareNames,
  DateField,
  ErrorSummary,
  type FieldErrors,
  Form,
  LinkButton,
  type Option,
  parseDay,
  Radios,
  SelectField,
  TextArea,
  TextField,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import type { TypedEvent } from "../../schedule/event-fields.ts";
import { mayKeepEvent } from "../../schedule/permissions.ts";
import { EVENT_SCOPES, type EventScope } from "../../schedule/tables.ts";

export const SCOPE_WORDS: Readonly<Record<EventScope, Words>> = {
  invited: { vi: "Chỉ người được mời", en: "Only those invited" },
  unit: { vi: "Người trong đơn vị", en: "The unit" },
  organisation: { vi: "Mọi người trong cơ quan", en: "Everybody of the organisation" },
};

/** What the form offers the acting person. */
export interface EventChoices {
  readonly people: readonly Appointment[];
  readonly scopes: readonly EventScope[];
}

export async function eventChoices(
  queries: Queries,
  actor: PersonActor,
  enteredBy = actor.appointmentId,
): Promise<EventChoices> {
  const people = await peopleOf(queries, actor.organisationId, localDateOf(new Date()));
  const { organisationId } = actor;
  return {
    people: [...people].sort((a, b) => compareNames(a.fullName, b.fullName)),
    scopes: EVENT_SCOPES.filter((scope) =>
      may(actor, mayKeepEvent, {
        organisationId,
        unitId: scope === "organisation" ? organisationId : actor.unitId,
        scope,
        enteredBy,
        guests: [],
      }),
    ),
  };
}

/** What was sent, as the use cases take it. */
export function typedEvent(form: SentForm): TypedEvent {
  return {
    title: value(form, "title"),
    day: parseDay(value(form, "day")),
    ...(value(form, "lastDay").trim() === "" ? {} : { lastDay: parseDay(value(form, "lastDay")) ?? "?" }),
    from: value(form, "from"),
    to: value(form, "to"),
    place: value(form, "place"),
    chair: value(form, "chair"),
    guests: values(form, "guests"),
    others: value(form, "others"),
    note: value(form, "note"),
    scope: value(form, "scope"),
    document: value(form, "document"),
  };
}

interface EventFormProps {
  readonly action: string;
  readonly choices: EventChoices;
  readonly errors: FieldErrors;
  typed(field: string): string;
  readonly guests: readonly string[];
  /** Of the event being changed: what the person has seen, and whether other weeks follow. */
  readonly version?: string | undefined;
  readonly series?: boolean | undefined;
}

/** One form for entering and for changing. */
export function EventForm({ action, choices, errors, typed, guests, version, series }: EventFormProps) {
  const text = useText();
  const people = choices.people.map(
    (post): Option => ({ value: post.id, label: `${post.fullName}, ${post.title} (${post.unitName})` }),
  );
  const line = (name: string) => ({ name, value: typed(name), error: errors[name] });
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action={action} method="post" transactionId={randomUUID()} later>
        {version !== undefined && <input type="hidden" name="version" value={version} />}
        <TextField {...line("title")} label={{ vi: "Nội dung", en: "What" }} maxLength={200} />
        <DateField {...line("day")} label={{ vi: "Ngày", en: "Day" }} />
        <TextField
          {...line("from")}
          label={{ vi: "Từ giờ", en: "From" }}
          hint={{ vi: "Ví dụ 08:00 hoặc 8h30", en: "For example 08:00" }}
          size={8}
        />
        <TextField {...line("to")} label={{ vi: "Đến giờ", en: "To" }} size={8} />
        <DateField
          {...line("lastDay")}
          label={{ vi: "Đến hết ngày", en: "Last day" }}
          hint={{ vi: "Chỉ ghi khi kéo dài nhiều ngày.", en: "Only when it lasts several days." }}
          optional
        />
        <TextField {...line("place")} label={{ vi: "Địa điểm", en: "Place" }} maxLength={200} optional />
        <SelectField
          {...line("chair")}
          label={{ vi: "Chủ trì", en: "Chair" }}
          prompt={{ vi: "Chưa có", en: "Nobody yet" }}
          options={people}
          optional
        />
        <details class="guests" open={guests.length > 0 || errors.guests !== undefined}>
          <summary>
            {text({ vi: "Mời người trong cơ quan", en: "Invite people of the organisation" })}
          </summary>
          <Checkboxes
            name="guests"
            label={{ vi: "Người được mời", en: "Invited" }}
            hint={{ vi: "Được báo ngay, và báo lại khi dời hoặc hủy.", en: "Told now, and when it moves." }}
            options={people}
            values={guests}
            error={errors.guests}
            optional
          />
        </details>
        <TextField
          {...line("others")}
          label={{ vi: "Thành phần khác", en: "Others" }}
          hint={{ vi: "Khách, cơ quan ngoài; không được báo tự động.", en: "Guests from outside; not told." }}
          maxLength={500}
          optional
        />
        <TextField
          {...line("document")}
          label={{ vi: "Số, ký hiệu văn bản kèm theo", en: "Number and notation of a document" }}
          maxLength={100}
          optional
        />
        <TextArea {...line("note")} label={{ vi: "Ghi chú", en: "Note" }} maxLength={2000} optional />
        <Radios
          name="scope"
          label={{ vi: "Ai xem được", en: "Who sees it" }}
          value={typed("scope")}
          options={choices.scopes.map((scope) => ({ value: scope, label: SCOPE_WORDS[scope] }))}
          error={errors.scope}
        />
        {version === undefined ? (
          <DateField
            {...line("repeatUntil")}
            label={{ vi: "Lặp lại hằng tuần đến hết ngày", en: "Every week until" }}
            hint={{
              vi: "Bỏ trống nếu chỉ một lần; tuần nào trúng ngày nghỉ thì bỏ qua.",
              en: "Leave empty for once; weeks whose day is a day off are left out.",
            }}
            optional
          />
        ) : (
          series && <WeeksField value={typed("weeks")} />
        )}
        {errors.accept && (
          <Checkboxes
            name="accept"
            label={{ vi: "Trùng lịch", en: "Conflicts" }}
            options={[{ value: "1", label: { vi: "Vẫn ghi dù trùng lịch", en: "Enter it all the same" } }]}
            values={typed("accept") === "" ? [] : ["1"]}
            error={errors.accept}
          />
        )}
        <Actions>
          <Button kind="primary" icon="check">
            {text({ vi: "Ghi vào lịch", en: "Enter" })}
          </Button>
          <LinkButton href="/schedule" kind="quiet">
            {text({ vi: "Thôi", en: "Cancel" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}

/** Only this week, or this and those that follow. */
export function WeeksField({ value: chosen }: { value: string }) {
  return (
    <Radios
      name="weeks"
      label={{ vi: "Áp dụng cho", en: "For" }}
      value={chosen === "following" ? "following" : "this"}
      options={[
        { value: "this", label: { vi: "Chỉ lần này", en: "This one only" } },
        { value: "following", label: { vi: "Lần này và các tuần sau", en: "This and the following weeks" } },
      ]}
    />
  );
}
