import { randomUUID } from "node:crypto";
import {
  Actions,
  Button,
  Card,
  type Column,
  DateField,
  ErrorSummary,
  FileDrop,
  Form,
  LinkButton,
  RegisterTable,
  SelectField,
  StateChip,
  Tabs,
  TextField,
  useText,
} from "../../../core/ui/index.ts";
import type { CatalogueLine } from "../catalogue/catalogue.ts";
import { retentionWords } from "../states.ts";
import type { CataloguePage } from "./catalogue-pages.tsx";

/** The list of files of a year: lines, import, and its issuing. */
export function CatalogueView({ page }: { readonly page: CataloguePage }) {
  const text = useText();
  const { year, years, lines, errors, problems } = page;
  const base = `/files/catalogues/${year}`;
  const shownYears = [...new Set([...years, year, new Date().getFullYear() + 1, new Date().getFullYear()])];
  return (
    <div class="dense document-main">
      <ErrorSummary errors={errors} />
      {problems.length > 0 && (
        <Card title={{ vi: "Dòng chưa đúng trong bảng", en: "Wrong rows of the sheet" }}>
          <ul>
            {problems.slice(0, 200).map(({ row, sentence }) => (
              <li key={`${row}-${sentence.en}`}>
                {text({ vi: `Dòng ${row}: ${sentence.vi}`, en: `Row ${row}: ${sentence.en}` })}
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Tabs
        label={{ vi: "Năm", en: "Year" }}
        tabs={shownYears
          .sort((a, b) => b - a)
          .map((each) => ({
            href: `/files/catalogues/${each}`,
            label: String(each),
            current: each === year,
          }))}
      />
      <Lines page={page} />
      {page.mayIssue && <Issue page={page} />}
      {page.mayDraft && <LineForm page={page} />}
      {page.mayDraft && (
        <Card title={{ vi: "Nhập từ bảng tính", en: "Import a sheet" }}>
          <Form action={`${base}/import`} method="post" files transactionId={randomUUID()}>
            <FileDrop
              name="files"
              label={{ vi: "Tệp XLSX", en: "XLSX file" }}
              hint={{
                vi: "Dòng đã có thì cập nhật, dòng mới thì thêm; một dòng sai thì không nhập dòng nào.",
                en: "Known lines are updated, new ones added; one wrong row stops all of it.",
              }}
              accept=".xlsx"
              error={errors.files}
            />
            <Actions>
              <Button kind="primary" icon="upload">
                {text({ vi: "Nhập danh mục", en: "Import" })}
              </Button>
              <LinkButton href="/files/catalogues/template.xlsx" icon="download">
                {text({ vi: "Tải biểu mẫu", en: "Template" })}
              </LinkButton>
              {lines.length > 0 && (
                <LinkButton href={`${base}/list.xlsx`} icon="download">
                  {text({ vi: "Tải danh mục đang có", en: "The present list" })}
                </LinkButton>
              )}
            </Actions>
          </Form>
        </Card>
      )}
    </div>
  );
}

function Lines({ page }: { readonly page: CataloguePage }) {
  const text = useText();
  const { year, lines, actor } = page;
  const base = `/files/catalogues/${year}`;
  const columns: readonly Column<CatalogueLine>[] = [
    {
      key: "notation",
      label: { vi: "Số và ký hiệu", en: "Notation" },
      phone: "plain",
      cell: (line) => line.notation,
    },
    { key: "title", label: { vi: "Tiêu đề hồ sơ", en: "Title" }, phone: "title", cell: (line) => line.title },
    { key: "heading", label: { vi: "Đề mục", en: "Heading" }, phone: "plain", cell: (line) => line.heading },
    {
      key: "retention",
      label: { vi: "Thời hạn bảo quản", en: "Retention" },
      cell: (line) => text(retentionWords(line)),
    },
    {
      key: "keeper",
      label: { vi: "Người lập hồ sơ", en: "Keeper" },
      cell: (line) => `${line.keeper_name}, ${line.unit_name}`,
    },
    { key: "note", label: { vi: "Ghi chú", en: "Note" }, phone: "hide", cell: (line) => line.note },
    {
      key: "state",
      label: { vi: "Hồ sơ", en: "File" },
      kind: "state",
      cell: (line) =>
        line.file_id ? (
          <a href={`/files/${line.file_id}`}>{text({ vi: "Xem hồ sơ", en: "The file" })}</a>
        ) : page.catalogue?.state === "issued" ? (
          line.keeper === actor.appointmentId ? (
            <a href={`/files/new?line=${line.id}`}>{text({ vi: "Mở hồ sơ", en: "Open it" })}</a>
          ) : (
            <StateChip tone="neutral" label={{ vi: "Chưa mở", en: "Not opened" }} />
          )
        ) : (
          <StateChip tone="neutral" label={{ vi: "Dự thảo", en: "Draft" }} />
        ),
    },
    ...(page.mayDraft
      ? [
          {
            key: "change",
            label: { vi: "Việc", en: "Change" },
            cell: (line: CatalogueLine) =>
              line.file_id ? (
                ""
              ) : (
                <a href={`${base}?line=${line.id}#line`}>
                  {text({ vi: "Sửa", en: "Change" })}
                  <span class="visually-hidden">{` ${line.notation}`}</span>
                </a>
              ),
          },
        ]
      : []),
  ];
  return (
    <RegisterTable
      id="lines"
      caption={{ vi: `Danh mục hồ sơ năm ${year}`, en: `List of files of ${year}` }}
      columns={columns}
      rows={lines}
      rowKey={(line) => line.id}
      action={base}
      exports={{ xlsx: `${base}/list.xlsx`, pdf: `${base}/list.pdf` }}
      empty={{
        icon: "table",
        title: { vi: "Danh mục năm này chưa có dòng nào", en: "The list of this year is empty" },
        explanation: {
          vi: "Văn thư nhập từ bảng tính hoặc ghi từng dòng; lãnh đạo ban hành vào đầu năm.",
          en: "The clerk imports a sheet or writes line by line; a leader issues it in January.",
        },
      }}
    />
  );
}

function Issue({ page }: { readonly page: CataloguePage }) {
  const text = useText();
  const { year, errors, typed } = page;
  return (
    <Card title={{ vi: "Ban hành danh mục", en: "Issue the list" }}>
      <Form action={`/files/catalogues/${year}/issue`} method="post" transactionId={randomUUID()}>
        <TextField
          name="decision"
          label={{ vi: "Số, ký hiệu quyết định", en: "Number of the decision" }}
          value={typed("decision")}
          error={errors.decision}
          size={24}
          maxLength={100}
        />
        <DateField
          name="decidedOn"
          label={{ vi: "Ngày ban hành", en: "Day" }}
          value={typed("decidedOn")}
          error={errors.decidedOn}
        />
        <Actions>
          <Button kind="primary" icon="check">
            {text({ vi: "Ban hành danh mục hồ sơ", en: "Issue the list of files" })}
          </Button>
        </Actions>
      </Form>
    </Card>
  );
}

function LineForm({ page }: { readonly page: CataloguePage }) {
  const text = useText();
  const { year, edited, errors, typed, people } = page;
  const known = edited && {
    heading: edited.heading,
    notation: edited.notation,
    title: edited.title,
    retention: retentionWords(edited).vi,
    keeper: edited.keeper,
    note: edited.note,
  };
  const shown = (name: keyof NonNullable<typeof known>): string => typed(name) || known?.[name] || "";
  const base = `/files/catalogues/${year}`;
  return (
    <section id="line">
      <Card
        title={
          edited ? { vi: "Sửa dòng danh mục", en: "Change a line" } : { vi: "Thêm dòng", en: "Add a line" }
        }
      >
        <Form action={`${base}/line`} method="post" transactionId={randomUUID()}>
          {edited && <input type="hidden" name="line" value={edited.id} />}
          <TextField
            name="heading"
            label={{ vi: "Đề mục", en: "Heading" }}
            value={shown("heading")}
            maxLength={200}
            optional
          />
          <TextField
            name="notation"
            label={{ vi: "Số và ký hiệu hồ sơ", en: "Notation" }}
            value={shown("notation")}
            error={errors.notation}
            size={22}
            maxLength={20}
          />
          <TextField
            name="title"
            label={{ vi: "Tiêu đề hồ sơ", en: "Title" }}
            value={shown("title")}
            error={errors.title}
            maxLength={500}
          />
          <TextField
            name="retention"
            label={{ vi: "Thời hạn bảo quản", en: "Retention" }}
            hint={{ vi: '"Vĩnh viễn" hoặc số năm', en: '"Vĩnh viễn" or a number of years' }}
            value={shown("retention")}
            error={errors.retention ?? errors.years}
            size={14}
            maxLength={20}
          />
          <SelectField
            name="keeper"
            label={{ vi: "Người lập hồ sơ", en: "Keeper" }}
            prompt={{ vi: "Chọn", en: "Choose" }}
            options={people.map((person) => ({
              value: person.id,
              label: `${person.fullName}, ${person.title}, ${person.unitName}`,
            }))}
            value={shown("keeper")}
            error={errors.keeper}
          />
          <TextField
            name="note"
            label={{ vi: "Ghi chú", en: "Note" }}
            value={shown("note")}
            maxLength={500}
            optional
          />
          <Actions>
            <Button kind="primary" icon="check">
              {text(edited ? { vi: "Lưu dòng", en: "Save" } : { vi: "Thêm dòng", en: "Add" })}
            </Button>
            {edited && <a href={base}>{text({ vi: "Thôi", en: "Cancel" })}</a>}
          </Actions>
        </Form>
        {edited && (
          <Form action={`${base}/remove`} method="post" transactionId={randomUUID()}>
            <input type="hidden" name="line" value={edited.id} />
            <button type="submit" class="button button-danger">
              {text({ vi: "Bỏ dòng này", en: "Remove this line" })}
            </button>
          </Form>
        )}
      </Card>
    </section>
  );
}
