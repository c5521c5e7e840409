import { randomUUID } from "node:crypto";
import { Actions, Button, Card, DateField, Form, TextField, useText } from "../../../../core/ui/index.ts";
import type { IncomingCard } from "./document-data.ts";
import type { Typed } from "./work-forms.tsx";

/** Which directive the tasks of this document come from, and which documents come from it. */
export function OriginView({ card, typed }: { card: IncomingCard; typed: Typed | undefined }) {
  const text = useText();
  const { origin, followers, document } = card;
  if (!origin && followers === 0 && !card.mayLinkOrigin) return null;
  const root = origin?.id ?? document.id;
  return (
    <Card title={{ vi: "Nhiệm vụ được giao từ cấp trên", en: "Task from a superior's directive" }}>
      {origin && (
        <p>
          <a href={`/incoming/${origin.id}`}>{`${origin.symbol} – ${origin.abstract}`}</a>
        </p>
      )}
      {(origin || followers > 0) && (
        <p>
          <a href={`/tasks/origins/${root}`}>
            {text({ vi: "Mọi nhiệm vụ theo văn bản chỉ đạo", en: "Every task from the directive" })}
          </a>
        </p>
      )}
      {card.mayLinkOrigin && followers === 0 && (
        <Form action={`/incoming/${document.id}/link-origin`} method="post" transactionId={randomUUID()}>
          <TextField
            name="originSymbol"
            label={{ vi: "Số, ký hiệu văn bản chỉ đạo", en: "Number and notation of the directive" }}
            size={20}
            maxLength={60}
            value={typed?.value("originSymbol")}
            error={typed?.errors.originSymbol}
          />
          <DateField
            name="originDate"
            label={{ vi: "Ngày văn bản chỉ đạo", en: "Date of the directive" }}
            optional
            value={typed?.value("originDate")}
            error={typed?.errors.originDate}
          />
          <Actions>
            <Button>{text({ vi: "Gắn với văn bản chỉ đạo", en: "Link to the directive" })}</Button>
          </Actions>
        </Form>
      )}
    </Card>
  );
}
