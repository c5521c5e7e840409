import { Card, formatDateTime, LinkButton, useText } from "../../../../core/ui/index.ts";
import { COPY_FORM_RULES } from "../../copies/copy-forms.ts";
import type { Copy } from "../../copies/read-copy.ts";
import { pagesText } from "./words.ts";

/** The certified copies of a document beside it, and the way to make another. */
export function CopiesView({
  copies,
  newHref,
}: {
  copies: readonly Copy[];
  /** Absent for whoever may not make one now. */
  newHref: string | undefined;
}) {
  const text = useText();
  if (copies.length === 0 && newHref === undefined) return null;
  return (
    <Card title={{ vi: "Bản sao", en: "Certified copies" }}>
      {copies.length === 0 && (
        <p>{text({ vi: "Chưa cấp bản sao nào của văn bản này.", en: "No copy has been certified." })}</p>
      )}
      {copies.length > 0 && (
        <ul class="tasks">
          {copies.map((copy) => (
            <li key={copy.id} class="task">
              <div class="task-words">
                <a class="task-link" href={`/copies/${copy.id}`}>
                  {text(COPY_FORM_RULES[copy.form].name)} {copy.symbol}
                </a>
                <p class="task-hint">
                  {text(pagesText(copy))}, {copy.made_by_name}
                  {copy.withdrawn_at &&
                    text({ vi: ", đã hủy theo thu hồi", en: ", destroyed after a recall" })}
                </p>
              </div>
              <div class="task-state">{formatDateTime(copy.made_at)}</div>
            </li>
          ))}
        </ul>
      )}
      {newHref && (
        <p>
          <LinkButton href={newHref} icon="seal">
            {text({ vi: "Cấp bản sao", en: "Certify a copy" })}
          </LinkButton>
        </p>
      )}
    </Card>
  );
}
