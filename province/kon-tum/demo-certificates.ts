/** The 1,979 certificates of the demonstration: the same on every machine, placed around the day they are made on. */
import type { NewAppointment, NewPerson, NewPosition } from "../../core/directory/index.ts";
import { stableId } from "../stable-id.ts";
import { type DemoStaff, demoStaff } from "./demo-people.ts";
import { nameGenerator, type Random, seededRandom } from "./names.ts";
import { type Body, provinceBodies } from "./organisations.ts";

/** As many as the province had at the end of 2021. */
export const DEMO_CERTIFICATES = 1979;
const SEED = 20211231;
const DAY = 86_400_000;
/** Holders who no longer hold any post. */
const LEFT = 36;
/** One certificate of each organisation with a seal, then servers, then public ones; the rest belong to people. */
const SYSTEMS = 42;
const PUBLIC = 25;

export interface DemoCertificate {
  readonly serial: string;
  readonly issuer: string;
  readonly subject: string;
  readonly kind: "person" | "organisation" | "system" | "public";
  readonly holderKind: "person" | "organisation";
  readonly holderId: string;
  readonly holderName: string;
  readonly holderTitle: string;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly unitId: string;
  readonly unitName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly device: "usb-token" | "sim-pki" | "hsm" | "software";
  readonly deviceSerial: string;
  readonly deviceReturnedOn: string | null;
  readonly state: "issued" | "in-use" | "suspended" | "revoked";
  readonly lastUsedAt: Date | null;
}

export interface DemoCertificates {
  readonly certificates: readonly DemoCertificate[];
  /** People who held certificates and have left: they are in the directory without a post. */
  readonly people: readonly NewPerson[];
}

interface Place {
  readonly organisationId: string;
  readonly organisationName: string;
  readonly unitId: string;
  readonly unitName: string;
}

interface Holder extends Place {
  readonly kind: DemoCertificate["kind"];
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly left: boolean;
}

/** @param now the instant around which validity is spread */
export function demoCertificates(
  now: Date,
  bodies: readonly Body[] = provinceBodies(),
  staff: DemoStaff = demoStaff(bodies),
): DemoCertificates {
  const random = seededRandom(SEED);
  const places = placesOf(bodies);
  const people = leftPeople(random);
  const organisations = bodies.map(({ organisation }) => organisationHolder(organisation.id, places));
  const servers = Array.from({ length: SYSTEMS }, (_, n): Holder => {
    const owner = pick(bodies, n * 3).organisation;
    return { ...organisationHolder(owner.id, places), kind: "system" };
  });
  const persons = personHolders(staff, places);
  const gone = people.map((person, n): Holder => {
    const model = pick(persons, n * 37);
    return { ...model, id: person.id, name: person.fullName, left: true };
  });
  const free = DEMO_CERTIFICATES - organisations.length - servers.length - gone.length;
  const chosen = persons.slice(0, free).map((holder, n): Holder => {
    const kind = n >= free - PUBLIC ? "public" : "person";
    // Some have moved since: their certificate still names the unit they came from.
    return n % 90 === 45 ? { ...holder, ...placeOf(pick(persons, n + 1)), kind } : { ...holder, kind };
  });
  const holders = [...organisations, ...servers, ...gone, ...chosen];
  return { certificates: holders.map((holder, n) => certificateOf(holder, n, now, random)), people };
}

function certificateOf(holder: Holder, n: number, now: Date, random: Random): DemoCertificate {
  const fate = random();
  const years = holder.kind === "system" ? 1 : holder.kind === "public" ? 3 : 5;
  const span = years * 365;
  // Most end some time within their span; about one in eleven has ended, one in fourteen ends within the quarter.
  const left =
    fate < 0.09
      ? -1 - Math.floor(random() * 240)
      : fate < 0.16
        ? 1 + Math.floor(random() * 90)
        : 1 + Math.floor(random() * (span - 30));
  const notAfter = new Date(midnight(now) + (left + 1) * DAY - 1000);
  const notBefore = new Date(midnight(now) + (left - span) * DAY);
  const device = deviceOf(holder, random());
  const handedOut = device === "usb-token" || device === "sim-pki";
  const revoked = random() < (holder.left ? 0.3 : 0.04);
  const state = revoked
    ? "revoked"
    : random() < 0.012
      ? "suspended"
      : left > span - 60 && random() < 0.4
        ? "issued"
        : "in-use";
  const used = random();
  const lastUsed = new Date(now.getTime() - Math.floor(random() * (used < 0.82 ? 45 : 540)) * DAY);
  return {
    serial: stableId(`kon-tum/certificate-serial/${n}`).replaceAll("-", "").replace(/^0+/, ""),
    issuer: holder.kind === "public" ? pick(PUBLIC_ISSUERS, n) : OFFICIAL_ISSUER,
    subject: subjectOf(holder, n),
    kind: holder.kind,
    holderKind: holder.kind === "organisation" || holder.kind === "system" ? "organisation" : "person",
    holderId: holder.id,
    holderName: holder.name,
    holderTitle: holder.title,
    ...placeOf(holder),
    notBefore,
    notAfter,
    device,
    deviceSerial: handedOut ? `KT${String(210_000 + n * 7).padStart(7, "0")}` : "",
    deviceReturnedOn: revoked && handedOut && random() < 0.6 ? dayOf(now, -Math.floor(random() * 60)) : null,
    state,
    lastUsedAt: state === "issued" || used > 0.94 || lastUsed < notBefore ? null : lastUsed,
  };
}

const OFFICIAL_ISSUER = "Co quan chung thuc so chuyen dung Chinh phu (DEMO)";
const PUBLIC_ISSUERS = ["CA cong cong A (DEMO)", "CA cong cong B (DEMO)"] as const;

function subjectOf(holder: Holder, n: number): string {
  const name = holder.kind === "system" ? `may-chu-${n}.kontum.example` : holder.name;
  return `CN=${name}, O=${holder.organisationName}, L=Kon Tum, C=VN`.replaceAll('"', "");
}

function deviceOf(holder: Holder, drawn: number): DemoCertificate["device"] {
  if (holder.kind === "system") return drawn < 0.25 ? "hsm" : "software";
  if (holder.kind === "organisation") return drawn < 0.06 ? "hsm" : "usb-token";
  return drawn < 0.12 ? "sim-pki" : "usb-token";
}

function organisationHolder(id: string, places: ReadonlyMap<string, Place>): Holder {
  const place = placeIn(places, id);
  return { ...place, kind: "organisation", id, name: place.unitName, title: "", left: false };
}

/** People by how readily their post needs a certificate: leaders, heads, clerks, then specialists. */
function personHolders(staff: DemoStaff, places: ReadonlyMap<string, Place>): readonly Holder[] {
  const positions = new Map<string, NewPosition>(staff.positions.map((position) => [position.id, position]));
  const names = new Map(staff.people.map((person) => [person.id, person.fullName]));
  const order = ["head", "deputy", "unit-head", "clerk", "unit-deputy", "specialist"];
  const primary = staff.appointments.flatMap((appointment: NewAppointment) => {
    const position = positions.get(appointment.positionId);
    const name = names.get(appointment.personId);
    if (appointment.kind !== "primary" || !position || name === undefined) return [];
    return [
      { height: order.indexOf(position.rank), holder: personHolder(appointment, position, name, places) },
    ];
  });
  return primary.sort((a, b) => a.height - b.height).map((each) => each.holder);
}

function personHolder(
  appointment: NewAppointment,
  position: NewPosition,
  name: string,
  places: ReadonlyMap<string, Place>,
): Holder {
  return {
    ...placeIn(places, position.unitId),
    kind: "person",
    id: appointment.personId,
    name,
    title: position.title,
    left: false,
  };
}

function leftPeople(random: Random): readonly NewPerson[] {
  const draw = nameGenerator(random);
  return Array.from({ length: LEFT }, (_, n) => ({
    id: stableId(`kon-tum/left-person/${n}`),
    fullName: draw(n % 2 === 0 ? "male" : "female", { kinhPercent: 100, peoples: [] }),
  }));
}

function placesOf(bodies: readonly Body[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const { organisation, units } of bodies) {
    const body = { organisationId: organisation.id, organisationName: organisation.name };
    places.set(organisation.id, { ...body, unitId: organisation.id, unitName: organisation.name });
    for (const unit of units)
      places.set(unit.organisation.id, {
        ...body,
        unitId: unit.organisation.id,
        unitName: unit.organisation.name,
      });
  }
  return places;
}

function placeIn(places: ReadonlyMap<string, Place>, id: string): Place {
  const found = places.get(id);
  if (!found) throw new Error(`no unit ${id} in the province`);
  return found;
}

function placeOf({ organisationId, organisationName, unitId, unitName }: Place): Place {
  return { organisationId, organisationName, unitId, unitName };
}

function pick<Item>(items: readonly Item[], n: number): Item {
  const item = items[n % items.length];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
}

/** Local midnight in Vietnam (UTC+7) of a day. */
function midnight(at: Date): number {
  const offset = 7 * 3_600_000;
  return Math.floor((at.getTime() + offset) / DAY) * DAY - offset;
}

function dayOf(now: Date, days: number): string {
  return new Date(now.getTime() + 7 * 3_600_000 + days * DAY).toISOString().slice(0, 10);
}

/** The unit that looks after the province's certificates: phòng Công nghệ thông tin of Sở Thông tin và Truyền thông. */
export function demoCertificateUnit(bodies: readonly Body[] = provinceBodies()): string {
  const unit = bodies
    .find((body) => body.slug === "stttt")
    ?.units.find((each) => each.organisation.shortName === "CNTT");
  if (!unit) throw new Error("inner-units.tsv lacks the room CNTT of stttt");
  return unit.organisation.id;
}
