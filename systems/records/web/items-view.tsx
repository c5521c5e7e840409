import { Card, formatBytes, formatDate, LinkButton, StateChip, useText } from "../../../core/ui/index.ts";
import { type DescribedItem, seenBy } from "../work-files/items.ts";
import type { FileCard } from "./file-page.tsx";

/** The documents of a file, in order. Of one the viewer may not read, only that it is there. */
export function ItemsView({ card }: { readonly card: FileCard }) {
  const text = useText();
  const { file, items, actions } = card;
  return (
    <Card
      title={{ vi: `Văn bản, tài liệu (${items.length})`, en: `Documents (${items.length})` }}
      actions={
        <>
          {actions.includes("add") && (
            <LinkButton href={`/files/${file.id}/add`} icon="plus">
              {text({ vi: "Thêm", en: "Add" })}
            </LinkButton>
          )}
          <LinkButton href={`/files/${file.id}/list.pdf`} icon="print">
            {text({ vi: "In mục lục", en: "Print the list" })}
          </LinkButton>
          <LinkButton href={`/files/${file.id}/list.xml`} icon="download">
            XML
          </LinkButton>
        </>
      }
    >
      {items.length === 0 ? (
        <p>
          {text({
            vi: 'Hồ sơ chưa có gì. Bấm "Thêm", hoặc chọn "Thêm vào hồ sơ" ngay trên trang văn bản.',
            en: "Nothing is in it yet. Add documents here, or from the page of a document.",
          })}
        </p>
      ) : (
        <ol class="tasks">
          {items.map((each) => (
            <Line key={each.item.id} described={each} card={card} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function Line({ described, card }: { readonly described: DescribedItem; readonly card: FileCard }) {
  const text = useText();
  const { item } = described;
  const { file, actor, actions } = card;
  const document = seenBy(actor, described);
  return (
    <li class="task">
      <div class="task-words">
        {item.kind === "material" ? (
          <>
            <a href={`/files/${file.id}/materials/${item.id}`} data-turbo="false">
              {`${item.position}. ${item.title}`}
            </a>
            <p class="task-hint">
              {[
                item.material_date ? formatDate(item.material_date) : "",
                item.file_name ?? "",
                formatBytes(Number(item.file_size)),
              ]
                .filter(Boolean)
                .join(" · ")}
            </p>
          </>
        ) : document ? (
          <>
            <a href={document.href}>
              {`${item.position}. ${[document.typeName, document.abstract].filter(Boolean).join(": ")}`}
            </a>
            <p class="task-hint">
              {[document.symbol, document.issuedDate ? formatDate(document.issuedDate) : "", document.issuer]
                .filter(Boolean)
                .join(" · ")}
            </p>
          </>
        ) : (
          <span>
            {`${item.position}. `}
            {text({
              vi: "Văn bản bạn chưa có quyền xem",
              en: "A document you may not read",
            })}
          </span>
        )}
        {actions.includes("remove") && (
          <p class="task-hint">
            <a href={`/files/${file.id}/remove?item=${item.id}`}>
              {text({ vi: "Rút khỏi hồ sơ", en: "Take out" })}
              <span class="visually-hidden">{` ${item.position}`}</span>
            </a>
          </p>
        )}
      </div>
      {document && (
        <div class="task-state">
          <StateChip tone={document.settled ? "good" : "progress"} label={document.stateWords} />
        </div>
      )}
    </li>
  );
}
