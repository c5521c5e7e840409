import type { Context } from "hono";
import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Organisation } from "../../../../core/directory/index.ts";
import { notFound } from "../../../../core/errors.ts";
import { answerPublicPage, type HttpEnv, queryText } from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import { Button, formatDate, LinkButton, Notice, useText } from "../../../../core/ui/index.ts";
import { bodiesFor, type Procedure, procedureAt } from "../procedure.ts";
import type { ProcedureCase } from "../record.ts";
import "../services.ts";
import { serviceLevelOn } from "../service-level.ts";
import { type Place, PlaceChoice, placesOn } from "./place.tsx";
import { CHANNEL_WORDS, durationWords, feeWords, LEVEL_WORDS } from "./words.ts";

/** Bodies named on a page at most; a reader who lives somewhere sees theirs. */
const MOST_BODIES = 12;

/** GET /services/:code: what it is for, who, what to bring, how long, what it costs, where, result, steps, law. */
export async function servicePage(c: Context<HttpEnv>): Promise<Response> {
  const today = localDateOf(new Date());
  const { house } = c.var;
  const { queries } = house.database;
  const procedure = await procedureAt(queries, c.req.param("code") ?? "", today);
  if (procedure?.state !== "published") throw notFound();
  const places = await placesOn(queries, today);
  const typed = queryText(c, "place", 36);
  const place = places.find(({ id }) => id === typed);
  const bodies = await bodiesFor(queries, procedure, place?.id, today);
  return await answerPublicPage(c, {
    title: procedure.name,
    crumbs: [{ href: "/services", label: { vi: "Tìm dịch vụ công", en: "Find a public service" } }],
    lead: procedure.summary,
    children: <ServiceView {...{ procedure, places, place, bodies, today }} filing={house.services.filing} />,
  });
}

interface ViewProps {
  readonly procedure: Procedure;
  readonly places: readonly Place[];
  readonly place: Place | undefined;
  readonly bodies: readonly Organisation[];
  readonly today: string;
  /** Absent: nothing is filed online yet. */
  readonly filing: House["services"]["filing"];
}

function ServiceView({ procedure, places, place, bodies, today, filing }: ViewProps) {
  const text = useText();
  const several = procedure.cases.length > 1;
  const level = serviceLevelOn(procedure.levelNumber, today);
  return (
    <>
      <dl class="service-facts">
        <div>
          <dt>{text({ vi: "Mã thủ tục", en: "Code" })}</dt>
          <dd>{procedure.code}</dd>
        </div>
        <div>
          <dt>{text({ vi: "Lĩnh vực", en: "Field" })}</dt>
          <dd>{procedure.field.name}</dd>
        </div>
        <div>
          <dt>{text({ vi: "Cấp giải quyết", en: "Level" })}</dt>
          <dd>{procedure.levels.map((each) => text(LEVEL_WORDS[each])).join(", ")}</dd>
        </div>
        <div>
          <dt>{text({ vi: "Mức độ", en: "Service level" })}</dt>
          <dd>{text(level.words)}</dd>
        </div>
      </dl>
      <section aria-labelledby="who">
        <h2 id="who">{text({ vi: "Ai làm được", en: "Who may ask" })}</h2>
        <ul>
          {procedure.targets.map((target) => (
            <li key={target}>{target}</li>
          ))}
        </ul>
        {procedure.targetText && <p>{procedure.targetText}</p>}
        {procedure.conditions && (
          <p>
            <strong>{text({ vi: "Điều kiện: ", en: "Conditions: " })}</strong>
            {procedure.conditions}
          </p>
        )}
      </section>
      {procedure.cases.map((each) => (
        <CaseView
          key={each.key}
          each={each}
          several={several}
          fileAt={isFiledOnline(each) ? filing?.href(procedure.code, each.key) : undefined}
        />
      ))}
      <WhereView {...{ procedure, places, place, bodies }} />
      <section aria-labelledby="result">
        <h2 id="result">{text({ vi: "Bạn nhận được", en: "What you receive" })}</h2>
        <ul>
          {procedure.results.map(({ code, name }) => (
            <li key={code + name}>{name}</li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="law">
        <h2 id="law">{text({ vi: "Căn cứ pháp lý", en: "Legal bases" })}</h2>
        <ul>
          {procedure.legalBases.map(({ number, title }) => (
            <li key={number + title}>{number === "" ? title : `${number}: ${title}`}</li>
          ))}
        </ul>
        <p class="hint">
          {text({
            vi: `Nội dung theo pháp luật tại ngày ${formatDate(procedure.asOf)}.`,
            en: `According to the law of ${formatDate(procedure.asOf)}.`,
          })}
        </p>
      </section>
    </>
  );
}

function isFiledOnline({ channels }: ProcedureCase): boolean {
  return channels.some(({ channel }) => channel === 2);
}

function CaseView(props: { each: ProcedureCase; several: boolean; fileAt: string | undefined }) {
  const text = useText();
  const { each, several, fileAt } = props;
  const Heading = several ? "h3" : "h2";
  const id = (part: string) => `${each.key}-${part}`;
  return (
    <section aria-labelledby={several ? each.key : id("bring")}>
      {several && (
        <h2 id={each.key}>
          {text({ vi: "Trường hợp: ", en: "Case: " })}
          {each.name}
        </h2>
      )}
      <Heading id={id("bring")}>{text({ vi: "Bạn cần mang", en: "What you bring" })}</Heading>
      <ul class="bring">
        {each.components.map((paper) => (
          <li key={paper.key}>
            {paper.name} <span class="hint">({text(amountWords(paper.originals, paper.copies))})</span>
            {!paper.required && <span class="hint"> · {text({ vi: "nếu có", en: "if you have it" })}</span>}
          </li>
        ))}
        {each.components.length === 0 && (
          <li>{text({ vi: "Không cần giấy tờ", en: "No papers are needed" })}</li>
        )}
      </ul>
      <Heading id={id("time")}>
        {text({ vi: "Mất bao lâu, tốn bao nhiêu", en: "How long, what it costs" })}
      </Heading>
      <ul>
        {sameTerms(each.channels).map(({ names, durations, fees }) => (
          <li key={names[0]?.vi}>
            <strong>{names.map((name) => text(name)).join(", ")}</strong>:{" "}
            {durations.map((duration) => text(durationWords(duration))).join("; ")}
            {fees.length > 0 && (
              <ul>
                {fees.map((fee) => (
                  <li key={fee.code + fee.text}>{text(feeWords(fee))}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
      <Heading id={id("steps")}>{text({ vi: "Các bước", en: "Steps" })}</Heading>
      <ol class="service-steps">
        {each.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {fileAt !== undefined && (
        <p class="service-file">
          <LinkButton href={fileAt} kind="primary">
            {text({ vi: "Nộp hồ sơ", en: "Apply online" })}
          </LinkButton>
        </p>
      )}
    </section>
  );
}

/** Channels with the same times and fees are said once. */
function sameTerms(channels: ProcedureCase["channels"]) {
  const groups = Map.groupBy(channels, ({ durations, fees }) => JSON.stringify([durations, fees]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first
      ? [
          {
            names: group.map(({ channel }) => CHANNEL_WORDS[channel]),
            durations: first.durations,
            fees: first.fees,
          },
        ]
      : [];
  });
}

function WhereView({ procedure, places, place, bodies }: Omit<ViewProps, "today" | "filing">) {
  const text = useText();
  const local = procedure.levels.some((level) => level !== "province");
  return (
    <section aria-labelledby="where">
      <h2 id="where">{text({ vi: "Nộp ở đâu", en: "Where" })}</h2>
      <p>{procedure.implementingBody}</p>
      {local && (
        <form class="service-search" action={`/services/${procedure.code}`} method="get">
          <PlaceChoice places={places} chosen={place?.id ?? ""} />
          <Button>{text({ vi: "Xem nơi nộp", en: "Show where" })}</Button>
        </form>
      )}
      {(place !== undefined || !local) &&
        (bodies.length > 0 ? (
          <ul>
            {bodies.slice(0, MOST_BODIES).map(({ id, name }) => (
              <li key={id}>{name}</li>
            ))}
          </ul>
        ) : (
          <Notice tone="attention">
            {text({
              vi: "Chưa có cơ quan tiếp nhận tại nơi đã chọn. Hãy chọn xã, phường nơi bạn ở.",
              en: "No body receives it at that place. Choose the commune where you live.",
            })}
          </Notice>
        ))}
    </section>
  );
}

function amountWords(originals: number, copies: number) {
  const vi = [originals > 0 ? `${originals} bản chính` : "", copies > 0 ? `${copies} bản sao` : ""];
  const en = [originals > 0 ? `${originals} original` : "", copies > 0 ? `${copies} copy` : ""];
  return {
    vi: vi.filter(Boolean).join(", ") || "xuất trình",
    en: en.filter(Boolean).join(", ") || "to show",
  };
}
