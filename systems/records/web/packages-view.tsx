import { randomUUID } from "node:crypto";
import {
  Button,
  Card,
  Form,
  formatBytes,
  formatDateTime,
  LinkButton,
  StateChip,
  useText,
} from "../../../core/ui/index.ts";
import { PACKAGE_STATE_WORDS, PACKAGE_WORDS } from "../states.ts";
import type { FileCard } from "./file-page.tsx";

/** The archive packages of a file and the ways to ask for another. */
export function PackagesView({ card }: { readonly card: FileCard }) {
  const text = useText();
  const { file, packages, actions, mayFetch } = card;
  const simple = (["sip", "aip"] as const).filter((kind) => actions.includes(`package-${kind}`));
  if (packages.length === 0 && simple.length === 0) return null;
  return (
    <Card title={{ vi: "Gói lưu trữ", en: "Archive packages" }}>
      {packages.length > 0 && (
        <ul class="tasks">
          {packages.map((each) => (
            <li key={each.id} class="task">
              <div class="task-words">
                {each.state === "ready" && mayFetch ? (
                  <a class="task-link" href={`/files/packages/${each.id}.zip`} data-turbo="false">
                    {text(PACKAGE_WORDS[each.kind])}
                  </a>
                ) : (
                  <strong>{text(PACKAGE_WORDS[each.kind])}</strong>
                )}
                <p class="task-hint">
                  {[
                    `${each.asked_by_name}, ${formatDateTime(each.asked_at)}`,
                    each.purpose,
                    each.size === null ? "" : formatBytes(Number(each.size)),
                    each.entries
                      ? text({ vi: `${each.entries.length} tệp`, en: `${each.entries.length} files` })
                      : "",
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </p>
                {each.sha256 && <p class="task-hint code-wrap">{`SHA-256 ${each.sha256}`}</p>}
                {each.problem_vi !== "" && (
                  <p class="field-error">{text({ vi: each.problem_vi, en: each.problem_en })}</p>
                )}
              </div>
              <div class="task-state">
                <StateChip {...PACKAGE_STATE_WORDS[each.state]} />
              </div>
            </li>
          ))}
        </ul>
      )}
      {simple.map((kind) => (
        <Form
          key={kind}
          action={`/files/${file.id}/package-${kind}`}
          method="post"
          transactionId={randomUUID()}
        >
          <Button icon="folder">
            {text({
              vi: `Đóng lại: ${PACKAGE_WORDS[kind].vi}`,
              en: `Make again: ${PACKAGE_WORDS[kind].en}`,
            })}
          </Button>
        </Form>
      ))}
      {actions.includes("package-dip") && (
        <p>
          <LinkButton href={`/files/${file.id}/package-dip`} icon="download">
            {text({ vi: "Lập gói sử dụng (DIP)", en: "Make a dissemination package" })}
          </LinkButton>
        </p>
      )}
    </Card>
  );
}
