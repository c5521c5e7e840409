import { LinkButton, useText } from "../../../../core/ui/index.ts";

/** From a composed document to the history of its text and what others think of it. */
export function TextLinks({ id, opinions }: { readonly id: string; readonly opinions: number }) {
  const text = useText();
  return (
    <>
      <LinkButton href={`/compose/${id}/versions`} icon="clock">
        {text({ vi: "Các lần sửa", en: "Versions" })}
      </LinkButton>
      <LinkButton href={`/compose/${id}/opinions`}>
        {text({
          vi: opinions > 0 ? `Góp ý (${opinions} chưa trả lời)` : "Góp ý",
          en: opinions > 0 ? `Opinions (${opinions} open)` : "Opinions",
        })}
      </LinkButton>
    </>
  );
}
