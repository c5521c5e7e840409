import type { Context } from "hono";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { unitsOf } from "../../../../core/directory/index.ts";
import { answerPage, type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import {
  countItems,
  type Hit,
  type SearchPage,
  type Segment,
  searchItems,
  withoutMarks,
} from "../../../../core/search/index.ts";
import {
  Button,
  Card,
  EmptyState,
  formatDate,
  LinkButton,
  Pagination,
  StateChip,
  useText,
} from "../../../../core/ui/index.ts";
import type { FoundFile } from "../../filing/service.ts";
import { KINDS } from "../../search/document-items.ts";
import { type SavedSearch, savedSearchesOf } from "./saved-searches.ts";
import { type Choices, SearchForm } from "./search-form.tsx";
import { type Asked, findPage, readAsked } from "./search-request.ts";
import { FILE_WHERE, WHERE } from "./words.ts";

const PAGE = 20;
const CAP = 1_000;
const MOST_FILES = 5;

/** GET /search: documents of both kinds by number, abstract, issuer, content and people, with the reader's rights. */
export async function searchPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { database } = c.var.house;
  const asked = await readAsked(c);
  const request = { ...asked.request, limit: PAGE };
  const page = asked.anything ? await findPage(database, request, queryText(c, "after", 80)) : { hits: [] };
  // Marks that were typed are meant; when nothing has them, the same words without marks may.
  const plain =
    page.hits.length === 0 && request.query.marked
      ? await searchItems(database.queries, {
          ...request,
          query: withoutMarks(request.query, asked.aliases),
        })
      : undefined;
  const files = c.var.house.services.workFiles;
  // Narrowed to documents, or turned over, it is a search of documents alone.
  const ofFiles = asked.typed.text !== "" && asked.kind === "" && (asked.request.tags ?? []).length === 0;
  const [count, saved, units, types, found] = await Promise.all([
    // One page is counted by looking at it.
    page.next ? countItems(database.queries, request, CAP) : undefined,
    savedSearchesOf(database.queries, actor.personId),
    unitsOf(database.queries, actor.organisationId, localDateOf(new Date())),
    database.queries.selectFrom("documents.document_type").select("name").orderBy("position").execute(),
    files && ofFiles && !c.req.query("after") ? files.find(actor, asked.typed.text, MOST_FILES) : [],
  ]);
  return await answerPage(c, {
    title: { vi: "Tìm văn bản", en: "Search documents" },
    children: (
      <SearchView
        asked={asked}
        page={page}
        plain={plain}
        count={count}
        saved={saved}
        files={found}
        filesHref={files?.listHref(asked.typed.text) ?? ""}
        choices={{ units, types: types.map((type) => type.name) }}
        address={new URL(c.req.url).searchParams}
      />
    ),
  });
}

interface SearchViewProps {
  readonly asked: Asked;
  readonly page: SearchPage;
  readonly plain: SearchPage | undefined;
  readonly count: { readonly count: number; readonly more: boolean } | undefined;
  readonly saved: readonly SavedSearch[];
  readonly files: readonly FoundFile[];
  readonly filesHref: string;
  readonly choices: Choices;
  readonly address: URLSearchParams;
}

function SearchView(props: SearchViewProps) {
  const { asked, page, plain, count, saved, choices, address } = props;
  const text = useText();
  const { typed } = asked;
  return (
    <>
      <SearchForm asked={asked} choices={choices} />
      <SavedSearches saved={saved} address={asked.anything ? address : undefined} />
      {page.hits.length > 0 && <Result count={count} address={address} />}
      {asked.anything && page.hits.length === 0 && (
        <EmptyState
          icon="search"
          title={
            typed.text === ""
              ? { vi: "Không có văn bản nào như vậy", en: "No such document" }
              : { vi: `Không tìm thấy "${typed.text}"`, en: `Nothing found for "${typed.text}"` }
          }
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
      {!asked.anything && (
        <EmptyState
          icon="search"
          title={{
            vi: "Nhập số, ký hiệu, trích yếu hoặc một câu trong văn bản",
            en: "Enter a number, the abstract or words of the text",
          }}
          explanation={{
            vi: 'Có dấu hay không dấu đều được: bao cao ket qua, 15/UBND-VX, Đăk Hà. Đặt trong ngoặc kép để tìm đúng cụm từ: "kế hoạch năm". Văn bản mới nhất đứng trước.',
            en: 'With or without diacritics: bao cao ket qua, 15/UBND-VX, Đăk Hà. Quotes find a phrase: "kế hoạch năm". The newest come first.',
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
      <FoundFiles files={props.files} href={props.filesHref} />
      <p class="visually-hidden" role="status">
        {text({
          vi: `${page.hits.length} kết quả trên trang này`,
          en: `${page.hits.length} results on this page`,
        })}
      </p>
    </>
  );
}

/** How many there are, and the ways to take them along. */
function Result({ count, address }: Pick<SearchViewProps, "count" | "address">) {
  const text = useText();
  const query = new URLSearchParams(address);
  query.delete("after");
  const number = count?.count.toLocaleString("vi-VN");
  return (
    <div class="register-tools">
      <p class="hit-meta">
        {count &&
          text(
            count.more
              ? { vi: `Hơn ${number} kết quả`, en: `More than ${number} results` }
              : { vi: `${number} kết quả`, en: `${number} results` },
          )}
      </p>
      <span class="register-exports">
        {(["xlsx", "docx", "pdf"] as const).map((kind) => (
          <LinkButton
            key={kind}
            href={`/search.${kind}?${query}`}
            icon={kind === "xlsx" ? "table" : "print"}
            download
          >
            {text({ vi: `Xuất ${kind.toUpperCase()}`, en: `Export ${kind.toUpperCase()}` })}
          </LinkButton>
        ))}
      </span>
    </div>
  );
}

function SavedSearches({
  saved,
  address,
}: {
  readonly saved: readonly SavedSearch[];
  readonly address: URLSearchParams | undefined;
}) {
  const text = useText();
  if (saved.length === 0 && !address) return null;
  return (
    <details class="saved-searches">
      <summary>
        {text({ vi: `Tìm kiếm đã lưu (${saved.length})`, en: `Saved searches (${saved.length})` })}
      </summary>
      <ul>
        {saved.map((each) => (
          <li key={each.id}>
            <a href={`/search?${each.query}`}>{each.name}</a>{" "}
            <form class="saved-search-delete" method="post" action="/search/saved/delete">
              <input type="hidden" name="id" value={each.id} />
              <Button kind="quiet">{text({ vi: `Xóa "${each.name}"`, en: `Delete "${each.name}"` })}</Button>
            </form>
          </li>
        ))}
      </ul>
      {address && (
        <form class="list-filter" method="post" action="/search/saved">
          <input type="hidden" name="query" value={address.toString()} />
          <div class="list-filter-field">
            <label for="saved-name">
              {text({ vi: "Lưu tìm kiếm này với tên", en: "Save this search as" })}
            </label>
            <input id="saved-name" class="input" name="name" maxLength={100} required autocomplete="off" />
          </div>
          <span class="list-filter-actions">
            <Button kind="secondary">{text({ vi: "Lưu tìm kiếm", en: "Save search" })}</Button>
          </span>
        </form>
      )}
    </details>
  );
}

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
              <span class="hit-where">
                {text({ vi: "Khớp ", en: "Found in " })}
                {hit.fields.map((field) => text(WHERE[field])).join(", ") || text(WHERE[hit.where])}
              </span>
            </p>
            <a class="hit-title" href={`/${incoming ? "incoming" : "outgoing"}/${hit.id}`}>
              <Marked segments={hit.titleSegments} />
            </a>
            {(hit.issuer || hit.people.length > 0) && (
              <p class="hit-text">
                <Marked segments={hit.issuerSegments} />
                {hit.issuer && hit.people.length > 0 && " · "}
                <Marked segments={hit.peopleSegments} />
              </p>
            )}
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

/** Work files that hold the words, under the documents: few, and the way to all of them. */
function FoundFiles({ files, href }: { readonly files: readonly FoundFile[]; readonly href: string }) {
  const text = useText();
  if (files.length === 0) return null;
  return (
    <Card title={{ vi: "Hồ sơ công việc", en: "Work files" }}>
      <ul class="tasks">
        {files.map((file) => (
          <li key={file.id} class="task">
            <div class="task-words">
              <a class="task-link" href={`/files/${file.id}`}>
                {file.notation} ({file.year}) {file.title}
              </a>
              <p class="task-hint">
                {[
                  file.keeperName,
                  file.unitName,
                  `${text({ vi: "Khớp", en: "Found in" })} ${file.where.map((field) => text(FILE_WHERE[field])).join(", ")}`,
                ].join(" · ")}
              </p>
            </div>
          </li>
        ))}
      </ul>
      <p>
        <LinkButton href={href} icon="folder">
          {text({ vi: "Xem mọi hồ sơ khớp", en: "All files that match" })}
        </LinkButton>
      </p>
    </Card>
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
