/** Working time of Vietnamese administration: what other rooms use. */
export {
  decideYear,
  listExceptions,
  loadCalendar,
  putExceptions,
  putTimetable,
  removeException,
  seedCalendar,
} from "./calendar-store.ts";
export { computedHolidays } from "./computed-holidays.ts";
export {
  addCalendarDays,
  addWorkingDays,
  addWorkingHours,
  adjustedStart,
  dueAfterPause,
  endOfWorkingDay,
  InvalidDuration,
  morningOfNextWorkingDay,
  NoWorkingDay,
  openingOfNextWorkingDay,
  workingDaysBetween,
  workingTimeBetween,
} from "./deadline.ts";
export { describeRemaining, type Remaining } from "./describe-remaining.ts";
export { hungKingsDay, type LunarDate, lunarNewYear, lunarOf, NoSuchLunarDate, solarOf } from "./lunar.ts";
export { InvalidHolidayTable, parseHolidayTable } from "./read-holidays.ts";
export {
  dateOfDayNumber,
  dayNumber,
  dayNumberOf,
  InvalidLocalDate,
  instantAt,
  instantOfDay,
  type LocalDate,
  localDateOf,
  localYearOf,
  plusDays,
  timeOfDay,
  weekdayOf,
} from "./vietnam-time.ts";
export {
  type CalendarException,
  DEFAULT_SESSIONS,
  EXCEPTION_KINDS,
  type ExceptionKind,
  InvalidTimetable,
  type Session,
  type Timetable,
  type WorkingCalendar,
  workingCalendar,
} from "./working-calendar.ts";
