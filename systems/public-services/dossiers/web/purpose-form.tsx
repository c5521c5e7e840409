import { Actions, Button, Card, Form, Notice, Radios, useText } from "../../../../core/ui/index.ts";
import { LOOK_PURPOSES } from "./look-purposes.ts";

/** Asked before a dossier is opened by somebody who does not handle it. */
export function PurposeForm({ id }: { readonly id: string }) {
  const text = useText();
  return (
    <Card title={{ vi: "Bạn xem hồ sơ này để làm gì?", en: "What do you open this dossier for?" }}>
      <Notice tone="info">
        {text({
          vi: "Hồ sơ hiện không ở bước của bạn. Lần xem này và lý do được ghi lại; người dân đọc được.",
          en: "The dossier is not at a step of yours. This look and its reason are recorded; the citizen can read them.",
        })}
      </Notice>
      <Form action={`/dossiers/${id}`} method="get">
        <Radios
          name="purpose"
          label={{ vi: "Lý do", en: "Reason" }}
          value="answer"
          options={(["answer", "check", "consult"] as const).map((key) => ({
            value: key,
            label: LOOK_PURPOSES[key],
          }))}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Mở hồ sơ", en: "Open the dossier" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}
