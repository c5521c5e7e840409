import type { ComponentChildren } from "preact";
import { Card } from "./card.tsx";
import { DeadlineChip, PersonChip, StateChip, UnitChip } from "./chips.tsx";
import { Confirmation, ConfirmQuestion } from "./confirmation.tsx";
import { EmptyState } from "./empty-state.tsx";
import { Facts } from "./facts.tsx";
import {
  NoticeSamples,
  PlacementSample,
  StampSamples,
  TimelineSample,
  VerdictSamples,
  ViewerSample,
} from "./gallery/document-samples.tsx";
import { ButtonSamples, FormSamples, WrongFormSamples } from "./gallery/form-samples.tsx";
import { RegisterSample, sampleColumns } from "./gallery/register-sample.tsx";
import { Icon, iconNames } from "./icon.tsx";
import { useText, type Words } from "./language.ts";
import { LongWork } from "./long-work.tsx";
import { Page, type PageProps } from "./page.tsx";
import { RegisterTable } from "./register-table.tsx";
import { renderPage } from "./render.ts";
import type { Shell } from "./shell.ts";
import { SplitView } from "./split-view.tsx";
import { Steps } from "./steps.tsx";
import { Tabs } from "./tabs.tsx";
import { TaskList } from "./task-list.tsx";

export { sampleDocument } from "./gallery/sample-document.ts";
export { sampleShell } from "./gallery/samples.ts";

/**
 * The page that shows every component in every state, as props for `Page`: mount it at `/ui` and the bytes of
 * `sampleDocument()` at the address given as `pdf`.
 */
export function galleryProps(pdf = "/ui/sample.pdf"): Omit<PageProps, "shell"> {
  return {
    title: { vi: "Thành phần giao diện", en: "Interface components" },
    lead: {
      vi: "Mọi thành phần ở mọi trạng thái, với dữ liệu mẫu. Trang này để kiểm tra màu, chữ, bàn phím và bản in.",
      en: "Every component in every state with sample data, to check colour, type, keyboard and print.",
    },
    crumbs: [{ href: "/", label: { vi: "Trang đầu", en: "Start" } }],
    children: <Gallery pdf={pdf} />,
  };
}

/** The gallery as a whole HTML page. */
export function galleryPage(shell: Shell, pdf?: string): string {
  return renderPage(<Page shell={shell} {...galleryProps(pdf)} />);
}

function Gallery({ pdf }: { pdf: string }) {
  return (
    <div class="gallery">
      <Part id="buttons" title={{ vi: "Nút", en: "Buttons" }}>
        <ButtonSamples />
      </Part>
      <Part
        id="chips"
        title={{
          vi: "Nhãn trạng thái, thời hạn, người và đơn vị",
          en: "States, deadlines, people and units",
        }}
      >
        <ChipSamples />
      </Part>
      <Part id="notices" title={{ vi: "Thông báo trong trang", en: "Notices" }}>
        <NoticeSamples />
      </Part>
      <Part id="ways" title={{ vi: "Thẻ và các bước", en: "Tabs and steps" }}>
        <WaySamples />
      </Part>
      <Part id="tasks" title={{ vi: "Danh sách việc", en: "Task list" }}>
        <TaskSamples />
      </Part>
      <Part id="register" title={{ vi: "Sổ", en: "Register" }}>
        <RegisterSample id="sample-register" count={8} />
      </Part>
      <Part id="empty" title={{ vi: "Chưa có gì", en: "Empty states" }}>
        <EmptySamples />
      </Part>
      <Part id="forms" title={{ vi: "Biểu mẫu", en: "Form" }}>
        <FormSamples />
      </Part>
      <Part id="wrong" title={{ vi: "Biểu mẫu có chỗ cần sửa", en: "Form with errors" }}>
        <WrongFormSamples />
      </Part>
      <Part id="verdicts" title={{ vi: "Kết luận về chữ ký", en: "Verdicts on signatures" }}>
        <VerdictSamples />
      </Part>
      <Part id="viewer" title={{ vi: "Văn bản và chữ ký", en: "Document and signatures" }}>
        <ViewerSample pdf={pdf} />
      </Part>
      <Part id="placement" title={{ vi: "Đặt chữ ký", en: "Placing a signature" }}>
        <PlacementSample pdf={pdf} />
      </Part>
      <Part id="timeline" title={{ vi: "Phiếu theo dõi", en: "Document card" }}>
        <TimelineSample />
      </Part>
      <Part id="stamps" title={{ vi: "Dấu đến, dấu độ khẩn", en: "Stamps" }}>
        <StampSamples />
      </Part>
      <Part id="answers" title={{ vi: "Xem lại trước khi gửi", en: "Check your answers" }}>
        <AnswerSamples />
      </Part>
      <Part id="work" title={{ vi: "Việc chạy lâu", en: "Long work" }}>
        <WorkSamples />
      </Part>
      <Part id="split" title={{ vi: "Danh sách và nội dung", en: "Split view" }}>
        <SplitSample />
      </Part>
      <Part id="icons" title={{ vi: "Hình nét", en: "Marks" }}>
        <p class="gallery-icons">
          {iconNames.map((name) => (
            <span key={name} class="gallery-icon">
              <Icon name={name} />
              {name}
            </span>
          ))}
        </p>
      </Part>
    </div>
  );
}

function Part({ id, title, children }: { id: string; title: Words; children: ComponentChildren }) {
  const text = useText();
  return (
    <section id={id} class="gallery-part" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{text(title)}</h2>
      {children}
    </section>
  );
}

function ChipSamples() {
  const at = "2022-03-04T16:30:00+07:00";
  return (
    <>
      <p class="gallery-row">
        <StateChip tone="neutral" label={{ vi: "dự thảo", en: "draft" }} icon="pen" />
        <StateChip tone="info" label={{ vi: "đã đến", en: "arrived" }} />
        <StateChip tone="progress" label={{ vi: "đang xử lý", en: "in work" }} />
        <StateChip tone="good" label={{ vi: "hoàn thành", en: "done" }} />
        <StateChip tone="attention" label={{ vi: "chờ thu hồi", en: "recall asked" }} />
        <StateChip tone="bad" label={{ vi: "từ chối", en: "refused" }} />
      </p>
      <p class="gallery-row">
        <DeadlineChip at={at} standing={{ state: "open", left: { amount: 12, unit: "working-days" } }} />
        <DeadlineChip at={at} standing={{ state: "soon", left: { amount: 3, unit: "working-hours" } }} />
        <DeadlineChip at={at} standing={{ state: "overdue", over: { amount: 2, unit: "days" } }} />
        <DeadlineChip at={at} standing={{ state: "met" }} />
        <DeadlineChip at={at} standing={{ state: "missed" }} />
      </p>
      <p class="gallery-row">
        <PersonChip name="A Thút" position={{ vi: "Phó Chủ tịch", en: "Vice chairman" }} href="#chips" />
        <UnitChip name="UBND huyện Đăk Hà" part="lead" />
        <UnitChip
          name="Sở Thông tin và Truyền thông"
          successor="Sở Khoa học và Công nghệ"
          part="co-operating"
        />
      </p>
    </>
  );
}

function WaySamples() {
  return (
    <>
      <Tabs
        label={{ vi: "Văn bản đến theo tình trạng", en: "Incoming documents by state" }}
        tabs={[
          { href: "#ways", label: { vi: "Chờ tiếp nhận", en: "To accept" }, count: 12, current: true },
          { href: "#ways-2", label: { vi: "Đang xử lý", en: "In work" }, count: 48 },
          { href: "#ways-3", label: { vi: "Hoàn thành", en: "Done" }, count: 1204 },
        ]}
      />
      <Steps
        label={{ vi: "Các bước phát hành", en: "Steps to issue" }}
        steps={[
          { label: { vi: "Soạn thảo", en: "Draft" }, state: "done", href: "#ways" },
          { label: { vi: "Kiểm tra", en: "Check" }, state: "done" },
          { label: { vi: "Ký", en: "Sign" }, state: "current" },
          { label: { vi: "Cấp số, đóng dấu", en: "Number and seal" }, state: "ahead" },
          { label: { vi: "Phát hành", en: "Issue" }, state: "ahead" },
        ]}
      />
      <Tabs
        look="segments"
        label={{ vi: "Phạm vi", en: "Scope" }}
        tabs={[
          { href: "#ways-4", label: { vi: "Của tôi", en: "Mine" }, current: true },
          { href: "#ways-5", label: { vi: "Cả phòng", en: "My unit" } },
          { href: "#ways-6", label: { vi: "Cả cơ quan", en: "Organisation" } },
        ]}
      />
    </>
  );
}

function TaskSamples() {
  return (
    <TaskList
      tasks={[
        {
          label: "Ký công văn 15/STTTT-CNTT",
          href: "#tasks",
          hint: "V/v rà soát việc gửi, nhận văn bản điện tử",
          state: (
            <DeadlineChip
              at="2022-03-04T16:30:00+07:00"
              standing={{ state: "soon", left: { amount: 3, unit: "working-hours" } }}
            />
          ),
        },
        {
          label: { vi: "Trả lời UBND tỉnh", en: "Answer the provincial committee" },
          href: "#tasks",
          state: <StateChip tone="progress" label={{ vi: "đang soạn", en: "drafting" }} />,
        },
        {
          label: { vi: "Đóng dấu và phát hành", en: "Seal and issue" },
          hint: { vi: "Chờ giám đốc ký", en: "Waiting for the director's signature" },
          state: <StateChip tone="neutral" label={{ vi: "chưa làm được", en: "cannot start yet" }} />,
        },
      ]}
    />
  );
}

function EmptySamples() {
  const empty = {
    title: { vi: "Chưa có văn bản nào khớp", en: "No document matches" },
    explanation: {
      vi: "Bỏ bớt điều kiện lọc, hoặc tìm theo số, ký hiệu, trích yếu ở ô tìm phía trên.",
      en: "Remove a filter, or search by number, notation or abstract above.",
    },
  };
  return (
    <RegisterTable
      id="empty-register"
      caption={{ vi: "Kết quả lọc", en: "Filtered" }}
      columns={sampleColumns.slice(1, 3).map(({ filter: _, ...column }) => column)}
      rows={[]}
      rowKey={(row) => row.id}
      action="/ui"
      empty={empty}
    />
  );
}

function AnswerSamples() {
  return (
    <>
      <Facts
        look="card"
        facts={[
          { term: { vi: "Tên loại", en: "Type" }, value: "Công văn", changeHref: "#forms" },
          {
            term: { vi: "Trích yếu", en: "Abstract" },
            value: "V/v rà soát việc gửi, nhận văn bản điện tử",
            changeHref: "#forms",
          },
          { term: { vi: "Nơi nhận", en: "Recipients" }, value: "12 nơi nhận", changeHref: "#forms" },
          { term: { vi: "Ghi chú", en: "Note" }, value: "" },
        ]}
      />
      <Confirmation
        title={{ vi: "Đã phát hành công văn", en: "The letter has been issued" }}
        reference={{ label: { vi: "Số, ký hiệu:", en: "Number and notation:" }, value: "15/STTTT-CNTT" }}
        next={[
          {
            vi: "Văn bản đang đi trên trục liên thông tới 12 nơi nhận, thường trong một phút.",
            en: "It is on its way to 12 recipients over the axis, usually within a minute.",
          },
          {
            vi: "Tình trạng từng nơi nhận hiện ở trang văn bản; nơi nào từ chối, bạn được báo ngay.",
            en: "Each recipient's state is on the document's page; you are told at once when one refuses.",
          },
        ]}
      />
      <ConfirmQuestion
        question={{ vi: "Thu hồi công văn 15/STTTT-CNTT?", en: "Recall letter 15/STTTT-CNTT?" }}
        consequences={[
          {
            vi: "12 nơi nhận được yêu cầu hủy văn bản này và báo lại; nơi đã xử lý xong có thể từ chối.",
            en: "12 recipients are asked to destroy it and to answer; those that have finished may refuse.",
          },
          { vi: "Việc thu hồi không rút lại được.", en: "A recall cannot be undone." },
        ]}
        action="/ui"
        confirmLabel={{ vi: "Thu hồi văn bản", en: "Recall the document" }}
        danger
        cancelHref="#answers"
      />
    </>
  );
}

function WorkSamples() {
  const later = { laterHref: "#work", laterLabel: { vi: "Tệp của tôi", en: "My files" } };
  return (
    <>
      <LongWork
        title={{ vi: "Xuất sổ văn bản đến 2022 ra XLSX", en: "Exporting the register of 2022 to XLSX" }}
        standing={{ state: "running", done: 41_200, total: 100_000 }}
        cancelAction="/ui"
        {...later}
      />
      <LongWork
        title={{ vi: "Xuất sổ văn bản đi ra PDF", en: "Exporting outgoing documents to PDF" }}
        standing={{
          state: "finished",
          resultHref: "#work",
          resultLabel: { vi: "Tải sổ văn bản đi (2,4 MB)", en: "Download (2.4 MB)" },
        }}
        {...later}
      />
      <LongWork
        title={{ vi: "Gửi 134 nơi nhận", en: "Sending to 134 recipients" }}
        standing={{
          state: "failed",
          reason: {
            vi: "Trục liên thông không trả lời sau 5 lần thử. Văn bản chưa mất; bấm Chạy lại khi trục hoạt động.",
            en: "The axis did not answer after 5 tries. Nothing is lost; press Run again when it works.",
          },
          retryAction: "/ui",
        }}
        {...later}
      />
    </>
  );
}

function SplitSample() {
  return (
    <SplitView
      listLabel={{ vi: "Văn bản chờ xử lý", en: "Documents waiting" }}
      detailLabel={{ vi: "Văn bản đang xem", en: "Document" }}
      backHref="#split"
      list={
        <TaskList
          tasks={[
            { label: "315/UBND-KGVX", href: "#split", state: <StateChip tone="info" label="đã đến" /> },
            {
              label: "314/BTTTT-CĐSQG",
              href: "#split",
              state: <StateChip tone="progress" label="đang xử lý" />,
            },
          ]}
        />
      }
      detail={
        <Card title="315/UBND-KGVX">
          <EmptyState
            icon="document"
            title={{ vi: "Chưa có bút phê", en: "No directive yet" }}
            explanation={{
              vi: "Bút phê của lãnh đạo sẽ hiện ở đây.",
              en: "The leader's directive will appear here.",
            }}
          />
        </Card>
      }
    />
  );
}
