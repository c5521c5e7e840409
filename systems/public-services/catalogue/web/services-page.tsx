import type { Context } from "hono";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { answerPublicPage, type HttpEnv, queryNumber, queryText } from "../../../../core/http/index.ts";
import { Button, formatNumber, useText } from "../../../../core/ui/index.ts";
import { fieldsOn, listProcedures, type ProcedureLine } from "../list-procedures.ts";
import { LIFE_EVENTS, SPEECH } from "../province-records.ts";
import { LEVELS, type Level } from "../record.ts";
import { type Place, PlaceChoice, placesOn } from "./place.tsx";
import { LEVEL_WORDS } from "./words.ts";

const PAGE = 20;

interface Asked {
  readonly text: string;
  readonly field: string;
  readonly level: Level | undefined;
  readonly lifeEvent: string;
  readonly place: string;
  readonly page: number;
}

/** GET /services: everybody finds a procedure as they would say it, or by life event, field, level and place. */
export async function servicesPage(c: Context<HttpEnv>): Promise<Response> {
  const asked: Asked = {
    text: queryText(c, "q", 200),
    field: queryText(c, "field", 60),
    level: LEVELS.find((level) => level === queryText(c, "level", 10)),
    lifeEvent: LIFE_EVENTS.find(({ key }) => key === queryText(c, "event", 60))?.key ?? "",
    place: queryText(c, "place", 36),
    page: queryNumber(c, "page", { min: 1, max: 500, fallback: 1 }),
  };
  const today = localDateOf(new Date());
  const { queries } = c.var.house.database;
  const narrowed =
    asked.text !== "" || asked.field !== "" || asked.level !== undefined || asked.lifeEvent !== "";
  const [fields, places, found] = await Promise.all([
    fieldsOn(queries, today),
    placesOn(queries, today),
    narrowed
      ? listProcedures(
          queries,
          SPEECH,
          {
            on: today,
            text: asked.text,
            ...(asked.field === "" ? {} : { field: asked.field }),
            ...(asked.level === undefined ? {} : { level: asked.level }),
            ...(asked.lifeEvent === "" ? {} : { lifeEvent: asked.lifeEvent }),
          },
          {
            limit: PAGE,
            offset: (asked.page - 1) * PAGE,
            ...(asked.text === "" ? { sort: "name" as const } : {}),
          },
        )
      : { lines: [], total: 0 },
  ]);
  return await answerPublicPage(c, {
    title: { vi: "Tìm dịch vụ công", en: "Find a public service" },
    lead: {
      vi: "Gõ việc bạn cần như khi nói chuyện, ví dụ: khai sinh cho con, đổi tên bìa đỏ.",
      en: "Type what you need as you would say it, for example: khai sinh cho con.",
    },
    children: (
      <>
        <SearchForm {...{ asked, fields, places }} />
        {narrowed ? (
          <Found {...{ asked, lines: found.lines, total: found.total }} />
        ) : (
          <Browse {...{ fields, place: asked.place }} />
        )}
      </>
    ),
  });
}

type Fields = Awaited<ReturnType<typeof fieldsOn>>;

function SearchForm(props: { asked: Asked; fields: Fields; places: readonly Place[] }) {
  const text = useText();
  const { asked, fields, places } = props;
  return (
    <search>
      <form class="service-search" action="/services" method="get">
        <div class="service-words">
          <label for="q">{text({ vi: "Bạn cần làm việc gì?", en: "What do you need?" })}</label>
          <input id="q" class="input" type="search" name="q" value={asked.text} maxLength={200} />
        </div>
        <div>
          <label for="field">{text({ vi: "Lĩnh vực", en: "Field" })}</label>
          <select id="field" class="input" name="field">
            <option value="">{text({ vi: "Tất cả", en: "All" })}</option>
            {fields.map(({ code, name }) => (
              <option key={code} value={code} selected={code === asked.field}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label for="level">{text({ vi: "Cấp giải quyết", en: "Level" })}</label>
          <select id="level" class="input" name="level">
            <option value="">{text({ vi: "Tất cả", en: "All" })}</option>
            {LEVELS.map((level) => (
              <option key={level} value={level} selected={level === asked.level}>
                {text(LEVEL_WORDS[level])}
              </option>
            ))}
          </select>
        </div>
        <PlaceChoice places={places} chosen={asked.place} />
        {asked.lifeEvent !== "" && <input type="hidden" name="event" value={asked.lifeEvent} />}
        <Button kind="primary">{text({ vi: "Tìm", en: "Search" })}</Button>
      </form>
    </search>
  );
}

function Browse({ fields, place }: { fields: Fields; place: string }) {
  const text = useText();
  const kept = place === "" ? "" : `&place=${place}`;
  return (
    <>
      <section aria-labelledby="events">
        <h2 id="events">{text({ vi: "Theo việc trong đời sống", en: "By life event" })}</h2>
        <ul class="life-events">
          {LIFE_EVENTS.map(({ key, vi, en }) => (
            <li key={key}>
              <a href={`/services?event=${key}${kept}`}>{text({ vi, en })}</a>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="fields">
        <h2 id="fields">{text({ vi: "Theo lĩnh vực", en: "By field" })}</h2>
        <ul class="life-events">
          {fields.map(({ code, name, procedures }) => (
            <li key={code}>
              <a href={`/services?field=${encodeURIComponent(code)}${kept}`}>
                {name} ({procedures})
              </a>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Found({ asked, lines, total }: { asked: Asked; lines: readonly ProcedureLine[]; total: number }) {
  const text = useText();
  const event = LIFE_EVENTS.find(({ key }) => key === asked.lifeEvent);
  const address = (page: number) => {
    const query = new URLSearchParams();
    const put = (name: string, value: string) => value !== "" && query.set(name, value);
    put("q", asked.text);
    put("field", asked.field);
    put("level", asked.level ?? "");
    put("event", asked.lifeEvent);
    put("place", asked.place);
    if (page > 1) put("page", String(page));
    return `/services?${query}`;
  };
  if (total === 0) {
    return (
      <section aria-labelledby="found">
        <h2 id="found">{text({ vi: "Chưa tìm thấy dịch vụ nào", en: "No service was found" })}</h2>
        <p>
          {text({
            vi: "Thử dùng ít từ hơn, hoặc xem theo việc trong đời sống. Bạn cũng có thể hỏi Bộ phận một cửa của xã.",
            en: "Try fewer words, or browse by life event. The one-stop desk of your commune helps too.",
          })}
        </p>
        <p>
          <a href="/services">{text({ vi: "Xem tất cả", en: "See everything" })}</a>
        </p>
      </section>
    );
  }
  return (
    <section aria-labelledby="found">
      <h2 id="found">
        {event ? `${text(event)}: ` : ""}
        {text({ vi: `${formatNumber(total)} dịch vụ`, en: `${formatNumber(total)} services` })}
      </h2>
      <ul class="service-list">
        {lines.map((line) => (
          <li key={line.code}>
            <h3>
              <a href={`/services/${line.code}${asked.place === "" ? "" : `?place=${asked.place}`}`}>
                {line.name}
              </a>
            </h3>
            <p>{line.summary}</p>
            <p class="hint">
              {line.fieldName} · {line.levels.map((level) => text(LEVEL_WORDS[level])).join(", ")}
            </p>
          </li>
        ))}
      </ul>
      <nav class="actions" aria-label={text({ vi: "Các trang", en: "Pages" })}>
        {asked.page > 1 && (
          <a class="button" href={address(asked.page - 1)}>
            {text({ vi: "Trang trước", en: "Previous page" })}
          </a>
        )}
        {asked.page * PAGE < total && (
          <a class="button" href={address(asked.page + 1)}>
            {text({ vi: "Trang sau", en: "Next page" })}
          </a>
        )}
      </nav>
    </section>
  );
}
