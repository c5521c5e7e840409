import type { VNode } from "preact";
import type { WorkingCalendar } from "../../../../core/calendar/index.ts";
import type { HeldKey } from "../../../../core/signing/service.ts";
import {
  Card,
  DeadlineChip,
  ErrorSummary,
  Facts,
  type FieldErrors,
  formatBytes,
  formatDateTime,
  formatNumber,
  LinkButton,
  Notice,
  StateChip,
  Timeline,
  useText,
} from "../../../../core/ui/index.ts";
import { settledStanding, standingOf } from "../../../documents/index.ts";
import { AnswersView, type FormDefinition, type Party } from "../../forms/index.ts";
import type { DossierRow } from "../dossier.ts";
import type { DossierFacts, DossierFile } from "../facts.ts";
import { ACTION_WORDS, CHANNEL_WORDS, STATE_WORDS } from "../words.ts";
import type { WorkflowDefinition, WorkflowEdge, WorkflowStep } from "../workflow/index.ts";
import { ActionForms } from "./action-forms.tsx";
import type { OfficialAction } from "./allowed.ts";

/** A way on from the present step, where it leads and who works there. */
export interface NextStep {
  readonly edge: WorkflowEdge;
  readonly step: WorkflowStep;
  readonly place: string;
  readonly people: readonly { readonly id: string; readonly name: string }[];
}

export interface DossierViewProps {
  readonly facts: DossierFacts;
  readonly row: DossierRow;
  readonly allowed: readonly OfficialAction[];
  readonly opened: OfficialAction | undefined;
  readonly ways: readonly NextStep[];
  readonly workflow: { readonly name: string; readonly definition: WorkflowDefinition };
  readonly form: { readonly definition: FormDefinition; readonly answers: unknown } | undefined;
  readonly keys: readonly HeldKey[];
  readonly calendar: WorkingCalendar;
  readonly sections: readonly (VNode | undefined)[];
  readonly errors: FieldErrors;
  readonly typed: ReadonlyMap<string, readonly string[]>;
}

/** A dossier on the official's page: where it stands, what can be done, what it holds, what happened. */
export function DossierView(props: DossierViewProps) {
  const { facts, row, errors, form, sections, workflow } = props;
  return (
    <>
      <ErrorSummary errors={errors} />
      <Standing {...props} />
      <ActionForms {...props} />
      <Parties facts={facts} />
      <Components facts={facts} />
      {facts.supplements.length > 0 && <Supplements facts={facts} />}
      <Files facts={facts} kinds={["result"]} title={{ vi: "Kết quả", en: "Result" }} />
      <Files
        facts={facts}
        kinds={["paper"]}
        title={{ vi: "Giấy tờ của hồ sơ", en: "Papers of the dossier" }}
      />
      {form && (
        <Card title={{ vi: "Tờ khai", en: "Answers" }}>
          <AnswersView definition={form.definition} answers={form.answers} />
        </Card>
      )}
      {sections}
      <WorkflowSteps definition={workflow.definition} name={workflow.name} present={row.step_key} />
      <Story facts={facts} />
    </>
  );
}

function Standing({ facts, row, calendar }: DossierViewProps) {
  const text = useText();
  const now = new Date();
  return (
    <Card>
      <p class="chips">
        <StateChip {...STATE_WORDS[facts.state]} />{" "}
        {facts.dueAt && (
          <DeadlineChip
            at={facts.dueAt}
            standing={
              facts.finishedAt
                ? settledStanding(facts.dueAt, facts.finishedAt)
                : standingOf(facts.dueAt, now, calendar)
            }
          />
        )}
      </p>
      {(facts.state === 5 || facts.state === 6) && (
        <Notice tone="info">
          {text({
            vi: "Thời hạn giải quyết đang tạm dừng, chờ người dân.",
            en: "The clock stands still while the citizen is waited for.",
          })}
        </Notice>
      )}
      <Facts
        facts={[
          {
            term: { vi: "Thủ tục", en: "Procedure" },
            value: `${facts.procedure.code} – ${facts.procedure.name}`,
          },
          { term: { vi: "Cơ quan tiếp nhận", en: "Received by" }, value: facts.organisationName },
          { term: { vi: "Bước hiện tại", en: "Step" }, value: facts.step?.name },
          {
            term: { vi: "Hạn của bước", en: "Step due" },
            value: row.step_due_at && formatDateTime(row.step_due_at),
          },
          { term: { vi: "Cách nộp", en: "Channel" }, value: text(CHANNEL_WORDS[facts.channel]) },
          { term: { vi: "Nộp lúc", en: "Filed" }, value: formatDateTime(facts.submittedAt) },
          {
            term: { vi: "Tiếp nhận lúc", en: "Accepted" },
            value: facts.receivedAt && formatDateTime(facts.receivedAt),
          },
          {
            term: { vi: "Hẹn trả kết quả", en: "Promised" },
            value: facts.dueAt && formatDateTime(facts.dueAt),
          },
          ...(row.apologised_at !== null && facts.firstDueAt
            ? [{ term: { vi: "Hẹn ban đầu", en: "First promised" }, value: formatDateTime(facts.firstDueAt) }]
            : []),
          {
            term: { vi: "Trả kết quả", en: "Return" },
            value: text(
              facts.returnBy === 1
                ? { vi: "Qua bưu chính", en: "By post" }
                : { vi: "Tại bộ phận một cửa", en: "At the counter" },
            ),
          },
          {
            term: { vi: "Phí, lệ phí", en: "Fees" },
            value:
              facts.fees.length === 0
                ? text({ vi: "Không", en: "None" })
                : facts.fees
                    .map(({ name, amount }) =>
                      amount === null ? name : `${name}: ${formatNumber(amount)} đồng`,
                    )
                    .join("; "),
          },
        ]}
      />
      {facts.channel === 1 && facts.receivedAt && (
        <p>
          <LinkButton href={`/track/${facts.token}`} icon="search">
            {text({ vi: "Trang tiến độ của người dân", en: "The citizen's progress page" })}
          </LinkButton>
        </p>
      )}
    </Card>
  );
}

function Parties({ facts }: { readonly facts: DossierFacts }) {
  const same = JSON.stringify(facts.applicant) === JSON.stringify(facts.owner);
  return (
    <>
      <PartyCard
        party={facts.owner}
        title={
          same ? { vi: "Chủ hồ sơ, người nộp", en: "Owner and applicant" } : { vi: "Chủ hồ sơ", en: "Owner" }
        }
      />
      {!same && <PartyCard party={facts.applicant} title={{ vi: "Người nộp", en: "Applicant" }} />}
    </>
  );
}

function PartyCard({ party, title }: { readonly party: Party; readonly title: { vi: string; en: string } }) {
  return (
    <Card title={title}>
      <Facts
        facts={[
          { term: { vi: "Họ tên", en: "Name" }, value: party.name },
          { term: { vi: "Số định danh, mã số", en: "Identifier" }, value: party.identifier },
          { term: { vi: "Địa chỉ", en: "Address" }, value: party.address },
          { term: { vi: "Điện thoại", en: "Telephone" }, value: party.phone },
          { term: { vi: "Thư điện tử", en: "E-mail" }, value: party.email },
        ]}
      />
    </Card>
  );
}

function Components({ facts }: { readonly facts: DossierFacts }) {
  const text = useText();
  const loose = facts.files.filter(({ kind, componentKey }) => kind === "submitted" && componentKey === null);
  return (
    <Card title={{ vi: "Thành phần hồ sơ", en: "Components" }}>
      {facts.components.length === 0 && loose.length === 0 && (
        <p>
          {text({ vi: "Thủ tục này không cần giấy tờ kèm theo.", en: "This procedure needs no papers." })}
        </p>
      )}
      <ul class="dossier-components">
        {facts.components.map((component) => (
          <li key={component.key}>
            <strong>{component.name}</strong>
            {component.originals + component.certified + component.copies > 0 && (
              <span>
                {" "}
                (
                {text({
                  vi: `bản chính ${component.originals}, chứng thực ${component.certified}, photo ${component.copies}`,
                  en: `originals ${component.originals}, certified ${component.certified}, copies ${component.copies}`,
                })}
                )
              </span>
            )}
            <FileLinks
              facts={facts}
              files={facts.files.filter(
                ({ kind, componentKey }) => kind === "submitted" && componentKey === component.key,
              )}
            />
          </li>
        ))}
        {loose.length > 0 && (
          <li>
            <strong>{text({ vi: "Giấy tờ khác", en: "Other papers" })}</strong>
            <FileLinks facts={facts} files={loose} />
          </li>
        )}
      </ul>
    </Card>
  );
}

function FileLinks({
  facts,
  files,
}: {
  readonly facts: Pick<DossierFacts, "id">;
  readonly files: readonly DossierFile[];
}) {
  if (files.length === 0) return null;
  return (
    <ul>
      {files.map(({ id, name, size }) => (
        <li key={id}>
          <a href={`/dossiers/${facts.id}/files/${id}`} target="_blank" rel="noopener" data-turbo="false">
            {name}
          </a>{" "}
          ({formatBytes(size)})
        </li>
      ))}
    </ul>
  );
}

function Supplements({ facts }: { readonly facts: DossierFacts }) {
  const text = useText();
  return (
    <Card title={{ vi: "Bổ sung hồ sơ", en: "More papers" }}>
      {facts.supplements.map((each) => (
        <div key={each.id}>
          <p>
            {text({
              vi: `${each.askedBy} yêu cầu lúc ${formatDateTime(each.askedAt)}: ${each.reason}`,
              en: `${each.askedBy} asked at ${formatDateTime(each.askedAt)}: ${each.reason}`,
            })}
          </p>
          <ul>
            {each.components.map(({ name }) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
          <p>
            {each.answeredAt
              ? text({
                  vi: `Đã bổ sung lúc ${formatDateTime(each.answeredAt)}.`,
                  en: `Answered at ${formatDateTime(each.answeredAt)}.`,
                })
              : text({ vi: "Chưa bổ sung.", en: "Not answered yet." })}
          </p>
        </div>
      ))}
      <FileLinks facts={facts} files={facts.files.filter(({ kind }) => kind === "supplement")} />
    </Card>
  );
}

function Files(props: {
  readonly facts: DossierFacts;
  readonly kinds: readonly DossierFile["kind"][];
  readonly title: { vi: string; en: string };
}) {
  const files = props.facts.files.filter(({ kind }) => props.kinds.includes(kind));
  if (files.length === 0) return null;
  return (
    <Card title={props.title}>
      <FileLinks facts={props.facts} files={files} />
    </Card>
  );
}

function WorkflowSteps(props: {
  readonly definition: WorkflowDefinition;
  readonly name: string;
  readonly present: string | null;
}) {
  return (
    <Card title={{ vi: `Quy trình: ${props.name}`, en: `Workflow: ${props.name}` }}>
      <ol class="workflow-steps">
        {props.definition.steps.map(({ key, name }) => (
          <li key={key} aria-current={key === props.present ? "step" : undefined}>
            {name}
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Story({ facts }: { readonly facts: DossierFacts }) {
  return (
    <Card title={{ vi: "Diễn biến", en: "What happened" }}>
      <Timeline
        label={{ vi: "Diễn biến của hồ sơ", en: "What happened to the dossier" }}
        entries={facts.trail.map((trace) => ({
          at: trace.at,
          title: ACTION_WORDS[trace.action],
          tone: STATE_WORDS[trace.to].tone,
          by: [trace.name, trace.position, trace.organisationName].filter(Boolean).join(", "),
          detail: [trace.step, trace.note].filter(Boolean).join(". ") || undefined,
        }))}
      />
    </Card>
  );
}
