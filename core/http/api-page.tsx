import type { Context } from "hono";
import { findScope } from "../access/index.ts";
import type { System } from "../system.ts";
import { LinkButton } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { useText, type Words } from "../ui/language.ts";
import { Notice } from "../ui/notice.tsx";
import { answerPage } from "./answer.tsx";
import { exampleCall, kindOf } from "./api-example.ts";
import type { HttpEnv } from "./env.ts";
import { API_PREFIX, parametersOf, type Schema, schemaOf } from "./openapi.ts";
import type { Operation } from "./operation.ts";
import type { PublicOperation } from "./public-operation.ts";

/** GET /api: every operation as a page that needs no script, for visitors too. */
export async function apiPage(c: Context<HttpEnv>, systems: readonly System[]): Promise<Response> {
  const operations = systems.flatMap((system) => system.operations ?? []);
  const open = systems.flatMap((system) => system.publicOperations ?? []);
  return await answerPage(c, {
    title: { vi: "Giao diện lập trình (API)", en: "Machine API" },
    lead: {
      vi: "Việc gì làm được trên trang thì chương trình cũng làm được, với đúng quyền của người cấp mã truy cập.",
      en: "What a page does, a program can do, with the rights of the person whose token it carries.",
    },
    actions: <DescriptionLink />,
    children: (
      <>
        <HowTo signedIn={c.var.session !== null} baseUrl={c.var.house.config.baseUrl} />
        <OpenToEverybody operations={open} baseUrl={c.var.house.config.baseUrl} />
        <Groups operations={operations} baseUrl={c.var.house.config.baseUrl} />
      </>
    ),
  });
}

function DescriptionLink() {
  const text = useText();
  return (
    <LinkButton href="/api/openapi.json" icon="download" download>
      {text({ vi: "Mô tả OpenAPI 3.1", en: "OpenAPI 3.1 description" })}
    </LinkButton>
  );
}

function HowTo({ signedIn, baseUrl }: { signedIn: boolean; baseUrl: string }) {
  const text = useText();
  return (
    <Card title={{ vi: "Bắt đầu", en: "Getting started" }}>
      <ol class="api-steps">
        <li>
          {text({
            vi: "Tạo một mã truy cập cá nhân tại ",
            en: "Make a personal access token at ",
          })}
          <a href="/account/tokens">
            {text({ vi: "Tài khoản → Mã truy cập", en: "Account → Access tokens" })}
          </a>
          {text({
            vi: ", chọn các phạm vi cần dùng. Mã chỉ hiện một lần và làm việc với chức vụ đang dùng lúc tạo.",
            en: ", with the scopes you need. It is shown once and acts in the position it was made in.",
          })}
        </li>
        <li>
          {text({
            vi: "Gửi mã trong tiêu đề của mỗi yêu cầu:",
            en: "Send it in a header of every request:",
          })}{" "}
          <code>Authorization: Bearer nlp_…</code>
        </li>
        <li>
          {text({
            vi: "Yêu cầu ghi nên kèm Idempotency-Key (8–100 ký tự): gửi lại cùng khoá thì nhận lại kết quả đầu tiên, không làm lần thứ hai.",
            en: "Writes should carry an Idempotency-Key (8–100 characters): sent again, the first result comes back and nothing is done twice.",
          })}
        </li>
        <li>
          {text({
            vi: "Khi bị từ chối, câu trả lời là application/problem+json (RFC 9457): code không đổi để chương trình xử lý, title là câu giải thích, errors chỉ từng mục sai.",
            en: "A refusal is application/problem+json (RFC 9457): code is stable, title explains, errors names each wrong field.",
          })}
        </li>
      </ol>
      <p>
        {text({ vi: "Địa chỉ gốc: ", en: "Base address: " })}
        <code>{`${baseUrl}${API_PREFIX}`}</code>
      </p>
      {!signedIn && (
        <Notice tone="info">
          {text({
            vi: "Bạn xem được tài liệu này mà không cần đăng nhập; để tạo mã truy cập, hãy đăng nhập trước.",
            en: "This page is open to everybody; sign in to make a token.",
          })}
        </Notice>
      )}
    </Card>
  );
}

function Groups({ operations, baseUrl }: { operations: readonly Operation[]; baseUrl: string }) {
  const text = useText();
  if (operations.length === 0) {
    return (
      <EmptyState
        icon="table"
        title={{ vi: "Chưa có thao tác nào", en: "No operations yet" }}
        explanation={{
          vi: "Các thao tác của từng hệ thống sẽ hiện ở đây khi hệ thống đó được bật.",
          en: "The operations of each system appear here when it is switched on.",
        }}
      />
    );
  }
  const groups = [...Map.groupBy(operations, ({ tag }) => tag)].sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    <>
      {groups.map(([tag, members]) => (
        <section key={tag} class="api-group" aria-labelledby={`tag-${tag}`}>
          <h2 id={`tag-${tag}`}>{text(TAG_WORDS[tag] ?? { vi: tag, en: tag })}</h2>
          {members.map((operation) => (
            <OneOperation key={operation.id} operation={operation} baseUrl={baseUrl} />
          ))}
        </section>
      ))}
    </>
  );
}

/** Headings of the groups; a group without an entry is called by its tag. */
const TAG_WORDS: Readonly<Record<string, Words>> = {
  audit: { vi: "Nhật ký kiểm tra", en: "Audit log" },
  calendar: { vi: "Lịch làm việc", en: "Working calendar" },
  directory: { vi: "Danh bạ", en: "Directory" },
  documents: { vi: "Văn bản", en: "Documents" },
  files: { vi: "Tệp", en: "Files" },
  incoming: { vi: "Văn bản đến", en: "Incoming documents" },
  interchange: { vi: "Liên thông văn bản", en: "Document interchange" },
  notifications: { vi: "Thông báo", en: "Notifications" },
  outgoing: { vi: "Văn bản đi", en: "Outgoing documents" },
  registers: { vi: "Sổ văn bản", en: "Registers" },
  search: { vi: "Tìm kiếm", en: "Search" },
  signing: { vi: "Ký số", en: "Signing" },
};

function OneOperation({ operation, baseUrl }: { operation: Operation; baseUrl: string }) {
  const text = useText();
  const scope = findScope(operation.scope);
  const parameters = parametersOf(operation);
  return (
    <details class="api-operation" id={operation.id}>
      <summary>
        <span class={`api-method api-method-${operation.method}`}>{operation.method.toUpperCase()}</span>
        <code class="api-path">{API_PREFIX + operation.path}</code>
        <span class="api-summary">{text(operation.summary)}</span>
      </summary>
      <div class="api-body">
        <p>
          {text({ vi: "Phạm vi cần có: ", en: "Scope needed: " })}
          <code>{operation.scope}</code>
          {scope && ` (${text(scope.words)})`}
        </p>
        {parameters.length > 0 && (
          <FieldTable
            title={{ vi: "Tham số", en: "Parameters" }}
            fields={parameters.map(({ name, required, schema, in: place }) => ({
              name,
              required,
              schema,
              place,
            }))}
          />
        )}
        {operation.body && (
          <SchemaPart
            title={{ vi: "Nội dung gửi (JSON)", en: "Body (JSON)" }}
            schema={schemaOf(operation.body, "input")}
          />
        )}
        {operation.upload !== undefined && (
          <p>
            {text({
              vi: `Nội dung gửi: tệp, tối đa ${Math.floor(operation.upload / 1024 / 1024)} MB`,
              en: `Body: a file of at most ${Math.floor(operation.upload / 1024 / 1024)} MB`,
            })}
          </p>
        )}
        {operation.answer === "file" ? (
          <p>{text({ vi: "Trả về: một tệp", en: "Answer: a file" })}</p>
        ) : (
          <SchemaPart
            title={{
              vi: `Trả về (${operation.status ?? 200}, JSON)`,
              en: `Answer (${operation.status ?? 200}, JSON)`,
            }}
            schema={schemaOf(operation.answer, "output")}
          />
        )}
        <h3>{text({ vi: "Ví dụ", en: "Example" })}</h3>
        <pre
          class="api-code"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
          tabIndex={0}
        >
          {exampleCall(operation, baseUrl)}
        </pre>
      </div>
    </details>
  );
}

/** What needs no token. */
function OpenToEverybody({
  operations,
  baseUrl,
}: {
  operations: readonly PublicOperation[];
  baseUrl: string;
}) {
  const text = useText();
  if (operations.length === 0) return null;
  return (
    <section class="api-group" aria-labelledby="open-to-everybody">
      <h2 id="open-to-everybody">{text({ vi: "Không cần mã truy cập", en: "No token needed" })}</h2>
      {operations.map((operation) => (
        <details key={operation.id} class="api-operation" id={operation.id}>
          <summary>
            <span class="api-method api-method-post">POST</span>
            <code class="api-path">{API_PREFIX + operation.path}</code>
            <span class="api-summary">{text(operation.summary)}</span>
          </summary>
          <div class="api-body">
            <p>
              {text({
                vi: "Nội dung gửi: biểu mẫu multipart/form-data có ô file, hoặc chính tệp với kiểu ",
                en: "Body: multipart/form-data with the field file, or the file itself as ",
              })}
              <code>{operation.types.join(", ")}</code>
            </p>
            <SchemaPart
              title={{ vi: "Trả về (200, JSON)", en: "Answer (200, JSON)" }}
              schema={schemaOf(operation.answer, "output")}
            />
            <h3>{text({ vi: "Ví dụ", en: "Example" })}</h3>
            <pre
              class="api-code"
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
              tabIndex={0}
            >
              {`curl -F file=@tep.pdf ${baseUrl}${API_PREFIX}${operation.path}`}
            </pre>
          </div>
        </details>
      ))}
    </section>
  );
}

interface DescribedField {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
  readonly place?: "path" | "query";
}

/** An object as a table of its fields, anything else by its kind; the exact schema stands folded below. */
function SchemaPart({ title, schema }: { title: Words; schema: Schema }) {
  const text = useText();
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    required: schema.required?.includes(name) ?? false,
    schema: typeof property === "boolean" ? {} : property,
  }));
  return (
    <>
      {fields.length > 0 ? (
        <FieldTable title={title} fields={fields} />
      ) : (
        <p>
          {text(title)}: <code>{kindOf(schema)}</code>
        </p>
      )}
      <details class="api-schema">
        <summary>{text({ vi: "Lược đồ đầy đủ (JSON Schema)", en: "Full JSON Schema" })}</summary>
        <pre
          class="api-code"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
          tabIndex={0}
        >
          {JSON.stringify(schema, null, 2)}
        </pre>
      </details>
    </>
  );
}

const PLACE_WORDS: Readonly<Record<"path" | "query", Words>> = {
  path: { vi: "trong đường dẫn", en: "in the path" },
  query: { vi: "sau dấu ?", en: "in the query" },
};

function FieldTable({ title, fields }: { title: Words; fields: readonly DescribedField[] }) {
  const text = useText();
  return (
    <table class="api-fields">
      <caption>{text(title)}</caption>
      <thead>
        <tr>
          <th scope="col">{text({ vi: "Tên", en: "Name" })}</th>
          <th scope="col">{text({ vi: "Kiểu", en: "Type" })}</th>
          <th scope="col">{text({ vi: "Bắt buộc", en: "Required" })}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ name, required, schema, place }) => (
          <tr key={name}>
            <th scope="row">
              <code>{name}</code>
              {place && <span class="api-place"> {text(PLACE_WORDS[place])}</span>}
            </th>
            <td>
              <code>{kindOf(schema)}</code>
              {schema.description && <p class="api-note">{schema.description}</p>}
            </td>
            <td>{text(required ? { vi: "có", en: "yes" } : { vi: "không", en: "no" })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
