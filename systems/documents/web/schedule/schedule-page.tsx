import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { may } from "../../../../core/access/index.ts";
import { dayNumber, type LocalDate, localDateOf, weekdayOf } from "../../../../core/calendar/index.ts";
import { answerPage, type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import {
  Actions,
  Button,
  Card,
  Form,
  formatDateTime,
  LinkButton,
  parseDay,
  useText,
} from "../../../../core/ui/index.ts";
import { feedOf, feedToken } from "../../schedule/feed.ts";
import { mayEnterAbsence, seesWholeBody } from "../../schedule/permissions.ts";
import { readSchedule, type ScheduledAbsence } from "../../schedule/read-schedule.ts";
import { calendarOf } from "../shared/deadlines.ts";
import { SPANS, shownDays } from "./days.ts";
import { Steps } from "./schedule-steps.tsx";
import { DayList, entriesByDay } from "./schedule-view.tsx";
import { narrowed, WHOSE } from "./whose.ts";

/** GET /schedule?view=&day=&whose=: events, deadlines and absences by month, week or day. */
export async function schedulePage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { database, config } = c.var.house;
  const { queries } = database;
  const now = new Date();
  const today = localDateOf(now);
  const asked = parseDay(queryText(c, "day", 10)) ?? today;
  const shown = shownDays(SPANS.find((span) => span === queryText(c, "view", 5)) ?? "month", asked);
  const from = shown.days[0] ?? today;
  const whose = WHOSE.find((each) => each === queryText(c, "whose", 12)) ?? "all";
  const [everything, calendar, feed] = await Promise.all([
    readSchedule(queries, actor, from, shown.until),
    calendarOf(database, actor.organisationId),
    feedOf(queries, actor),
  ]);
  const schedule = narrowed(everything, whose, actor);
  const removable = (absence: ScheduledAbsence): boolean =>
    may(actor, mayEnterAbsence, {
      organisationId: absence.organisation_id,
      unitId: absence.unit_id,
      appointmentId: absence.appointment_id,
    });
  const address = feed && `${config.baseUrl}/schedule/feed/${feedToken(config.secret, feed.id)}.ics`;
  return await answerPage(c, {
    title: seesWholeBody(actor)
      ? { vi: "Lịch cơ quan", en: "Calendar of the organisation" }
      : { vi: "Lịch đơn vị", en: "Calendar of the unit" },
    lead: {
      vi: "Lịch họp, làm việc, hạn xử lý văn bản đang mở và ngày vắng của mọi người.",
      en: "Events, open deadlines of documents and absences.",
    },
    actions: <EnterLink />,
    children: (
      <div class="stack">
        <Steps shown={shown} day={asked} today={today} whose={whose} />
        <DayList
          shown={shown}
          today={today}
          whose={whose}
          entries={entriesByDay(schedule, from, shown.until)}
          isWorkingDay={(day) => calendar.isWorkingDay(dayNumber(day))}
          holidayOf={(day) => calendar.exceptionOn(dayNumber(day))?.name}
        />
        <Absences absences={schedule.absences} removable={removable} />
        <Feed address={address} readAt={feed?.last_read_at ?? undefined} />
      </div>
    ),
  });
}

function EnterLink() {
  const text = useText();
  return (
    <>
      <LinkButton href="/schedule/events/new" icon="plus">
        {text({ vi: "Ghi lịch", en: "Enter an event" })}
      </LinkButton>
      <LinkButton href="/schedule/absences/new" icon="plus">
        {text({ vi: "Ghi ngày vắng", en: "Enter an absence" })}
      </LinkButton>
    </>
  );
}

interface AbsencesProps {
  readonly absences: readonly ScheduledAbsence[];
  removable(absence: ScheduledAbsence): boolean;
}

/** The absences shown, each with the way to take it back for those who may. */
function Absences({ absences, removable }: AbsencesProps) {
  const text = useText();
  if (absences.length === 0) return null;
  return (
    <Card title={{ vi: "Ngày vắng", en: "Absences" }}>
      <ul class="story-people">
        {absences.map((absence) => (
          <li key={absence.id}>
            <span>
              {absence.person_name}: {spanOf(absence)}
            </span>
            {absence.reason && <span class="story-aside">{absence.reason}</span>}
            {removable(absence) && (
              <Form
                action={`/schedule/absences/${absence.id}/remove`}
                method="post"
                transactionId={randomUUID()}
              >
                <Button kind="quiet" icon="cross">
                  {text({ vi: "Bỏ ngày vắng này", en: "Remove this absence" })}
                  <span class="visually-hidden">
                    {" "}
                    {absence.person_name}, {spanOf(absence)}
                  </span>
                </Button>
              </Form>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function spanOf({ from_day, to_day }: ScheduledAbsence): string {
  return from_day === to_day ? shortDay(from_day) : `${shortDay(from_day)} – ${shortDay(to_day)}`;
}

const WEEKDAYS = ["CN", "T2", "T3", "T4", "T5", "T6", "T7"];

function shortDay(day: LocalDate): string {
  return `${WEEKDAYS[weekdayOf(dayNumber(day))]} ${day.split("-").reverse().join("/")}`;
}

function Feed({ address, readAt }: { address: string | undefined; readAt: Date | undefined }) {
  const text = useText();
  return (
    <div class="no-print">
      <Card title={{ vi: "Xem lịch này trên điện thoại, máy tính", en: "This calendar in other programs" }}>
        {address ? (
          <>
            <p>
              {text({
                vi: "Dán địa chỉ bí mật này vào chương trình lịch. Ai có địa chỉ đều xem được lịch, hạn và ngày vắng của đơn vị (văn bản mật chỉ hiện là “Có việc”), nên đừng gửi cho người khác.",
                en: "Give this secret address to a calendar program. Whoever has it sees the unit's events, deadlines and absences (secret documents only as “Có việc”): do not pass it on.",
              })}
            </p>
            <p>
              <code class="feed-address">{address}</code>
            </p>
            {readAt && (
              <p>
                {text({
                  vi: `Đọc lần gần nhất: ${formatDateTime(readAt)}`,
                  en: `Last read: ${formatDateTime(readAt)}`,
                })}
              </p>
            )}
          </>
        ) : (
          <p>
            {text({
              vi: "Tạo một địa chỉ bí mật để chương trình lịch tự cập nhật lịch, hạn và ngày vắng của đơn vị.",
              en: "Make a secret address so that a calendar program keeps itself up to date.",
            })}
          </p>
        )}
        <Form action="/schedule/feed" method="post" transactionId={randomUUID()}>
          <Actions>
            <Button name="do" value="make">
              {address
                ? text({ vi: "Đổi địa chỉ mới", en: "Make a new address" })
                : text({ vi: "Tạo địa chỉ", en: "Make an address" })}
            </Button>
            {address && (
              <Button kind="danger" name="do" value="revoke">
                {text({ vi: "Hủy địa chỉ", en: "Revoke it" })}
              </Button>
            )}
          </Actions>
        </Form>
      </Card>
    </div>
  );
}
