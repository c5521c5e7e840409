import type { Context } from "hono";
import type { Database } from "../../../../core/database/index.ts";
import { answerPage, type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import {
  type Aliases,
  type Hit,
  InvalidCursor,
  loadAliases,
  type ParsedQuery,
  parseQuery,
  type SearchPage,
  type SearchRequest,
  type Segment,
  searchItems,
  withoutMarks,
} from "../../../../core/search/index.ts";
import {
  Button,
  EmptyState,
  formatDate,
  Pagination,
  StateChip,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { KINDS } from "../../search/document-items.ts";
import { readerOf } from "../../search/readers.ts";
import { type ListFilter, readListFilter } from "../shared/list-filter.tsx";

const PAGE = 20;

/** GET /search: documents of both kinds by number, abstract and content, the reader's rights inside the query. */
export async function searchPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { database } = c.var.house;
  const typed = readListFilter(c);
  const kind = queryText(c, "kind", 10);
  const aliases = await aliasesOf(database);
  const query = parseQuery(typed.text, aliases);
  const request: SearchRequest = {
    query,
    reader: readerOf(actor),
    kinds: kind === "incoming" || kind === "outgoing" ? [KINDS[kind]] : Object.values(KINDS),
    limit: PAGE,
    ...(typed.from ? { from: typed.from } : {}),
    ...(typed.to ? { to: typed.to } : {}),
  };
  const page = typed.text === "" ? { hits: [] } : await find(database, request, queryText(c, "after", 80));
  // Marks that were typed are meant; when nothing has them, the same words without marks may.
  const plain =
    page.hits.length === 0 && query.marked
      ? await searchItems(database.queries, { ...request, query: withoutMarks(query, aliases) })
      : undefined;
  return await answerPage(c, {
    title: { vi: "Tìm văn bản", en: "Search documents" },
    children: (
      <SearchView
        typed={typed}
        kind={kind}
        query={query}
        page={page}
        plain={plain}
        address={new URL(c.req.url).searchParams}
      />
    ),
  });
}

/** An unreadable cursor (an old or edited link) is the first page. */
async function find(database: Database, request: SearchRequest, after: string): Promise<SearchPage> {
  try {
    return await searchItems(database.queries, after === "" ? request : { ...request, after });
  } catch (error) {
    if (error instanceof InvalidCursor) return await searchItems(database.queries, request);
    throw error;
  }
}

const KEEP_MS = 60_000;
const kept = new WeakMap<Database, { aliases: Promise<Aliases>; until: number }>();

/** Spellings that mean the same; they change when an administrator edits them, so a minute old is new enough. */
function aliasesOf(database: Database): Promise<Aliases> {
  const known = kept.get(database);
  if (known && known.until > Date.now()) return known.aliases;
  const aliases = loadAliases(database.queries);
  kept.set(database, { aliases, until: Date.now() + KEEP_MS });
  aliases.catch(() => kept.delete(database));
  return aliases;
}

interface SearchViewProps {
  readonly typed: ListFilter;
  readonly kind: string;
  readonly query: ParsedQuery;
  readonly page: SearchPage;
  readonly plain: SearchPage | undefined;
  readonly address: URLSearchParams;
}

function SearchView({ typed, kind, page, plain, address }: SearchViewProps) {
  const text = useText();
  return (
    <>
      <SearchForm typed={typed} kind={kind} />
      {typed.text !== "" && page.hits.length === 0 && (
        <EmptyState
          icon="search"
          title={{ vi: `Không tìm thấy "${typed.text}"`, en: `Nothing found for "${typed.text}"` }}
          explanation={
            plain && plain.hits.length > 0
              ? {
                  vi: "Không có văn bản nào viết đúng dấu như vậy. Dưới đây là kết quả khi bỏ dấu.",
                  en: "No document has these diacritics. Below is what the words without them find.",
                }
              : {
                  vi: "Thử ít từ hơn, bỏ dấu, hoặc chỉ nhập số của văn bản. Kết quả chỉ gồm văn bản bạn được xem.",
                  en: "Try fewer words, leave diacritics out, or only the number. Only documents you may read are found.",
                }
          }
        />
      )}
      {typed.text === "" && (
        <EmptyState
          icon="search"
          title={{
            vi: "Nhập số, ký hiệu, trích yếu hoặc một câu trong văn bản",
            en: "Enter a number, the abstract or words of the text",
          }}
          explanation={{
            vi: 'Có dấu hay không dấu đều được: "bao cao ket qua", "15/UBND-VX", "Đăk Hà". Văn bản mới nhất đứng trước.',
            en: 'With or without diacritics: "bao cao ket qua", "15/UBND-VX", "Đăk Hà". The newest come first.',
          }}
        />
      )}
      <Hits hits={page.hits.length > 0 ? page.hits : (plain?.hits ?? [])} />
      {(page.next || address.has("after")) && (
        <Pagination
          count={page.hits.length}
          next={page.next && `/search?${withCursor(address, page.next)}`}
        />
      )}
      <p class="visually-hidden" role="status">
        {text({
          vi: `${page.hits.length} kết quả trên trang này`,
          en: `${page.hits.length} results on this page`,
        })}
      </p>
    </>
  );
}

function SearchForm({ typed, kind }: { typed: ListFilter; kind: string }) {
  const text = useText();
  const day = (name: "from" | "to", label: Words) => (
    <div class="list-filter-field">
      <label for={`search-${name}`}>{text(label)}</label>
      <input
        id={`search-${name}`}
        class="input"
        type="text"
        name={name}
        inputMode="numeric"
        size={10}
        maxLength={10}
        autocomplete="off"
        value={typed[name] === "" ? "" : formatDate(typed[name])}
        placeholder={text({ vi: "nn/tt/nnnn", en: "dd/mm/yyyy" })}
      />
    </div>
  );
  return (
    <form class="list-filter" method="get" action="/search" data-island="filters">
      <div class="list-filter-field list-filter-wide">
        <label for="search-q">{text({ vi: "Tìm gì", en: "Search for" })}</label>
        <input id="search-q" class="input" type="search" name="q" value={typed.text} autocomplete="off" />
      </div>
      <div class="list-filter-field">
        <label for="search-kind">{text({ vi: "Trong", en: "In" })}</label>
        <select id="search-kind" class="input" name="kind">
          <option value="">{text({ vi: "Văn bản đến và đi", en: "All documents" })}</option>
          <option value="incoming" selected={kind === "incoming"}>
            {text({ vi: "Văn bản đến", en: "Incoming" })}
          </option>
          <option value="outgoing" selected={kind === "outgoing"}>
            {text({ vi: "Văn bản đi", en: "Outgoing" })}
          </option>
        </select>
      </div>
      {day("from", { vi: "Từ ngày", en: "From" })}
      {day("to", { vi: "Đến ngày", en: "To" })}
      <span class="list-filter-actions">
        <Button kind="primary" icon="search">
          {text({ vi: "Tìm", en: "Search" })}
        </Button>
      </span>
    </form>
  );
}

const WHERE: Readonly<Record<Hit["where"], Words>> = {
  symbol: { vi: "khớp số, ký hiệu", en: "number and notation" },
  title: { vi: "khớp trích yếu", en: "abstract" },
  issuer: { vi: "khớp cơ quan ban hành", en: "issuer" },
  people: { vi: "khớp tên người", en: "people" },
  content: { vi: "khớp nội dung văn bản", en: "content" },
};

function Hits({ hits }: { hits: readonly Hit[] }) {
  const text = useText();
  if (hits.length === 0) return null;
  return (
    <ol class="hits">
      {hits.map((hit) => {
        const incoming = hit.kind === KINDS.incoming;
        return (
          <li key={hit.id} class="hit">
            <p class="hit-meta">
              <StateChip
                tone={incoming ? "info" : "neutral"}
                icon={incoming ? "inbox" : "outbox"}
                label={
                  incoming ? { vi: "Văn bản đến", en: "Incoming" } : { vi: "Văn bản đi", en: "Outgoing" }
                }
              />{" "}
              {hit.symbol && <strong>{hit.symbol}</strong>} <span>{formatDate(hit.date)}</span>{" "}
              <span class="hit-where">{text(WHERE[hit.where])}</span>
            </p>
            <a class="hit-title" href={`/${incoming ? "incoming" : "outgoing"}/${hit.id}`}>
              <Marked segments={hit.titleSegments} />
            </a>
            {hit.contentSegments.length > 0 && (
              <p class="hit-text">
                <Marked segments={hit.contentSegments} />
              </p>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Marked({ segments }: { segments: readonly Segment[] }) {
  return (
    <>
      {segments.map((segment, index) =>
        segment.hit ? <mark key={index}>{segment.text}</mark> : segment.text,
      )}
    </>
  );
}

function withCursor(address: URLSearchParams, next: string): URLSearchParams {
  const query = new URLSearchParams(address);
  query.set("after", next);
  return query;
}
