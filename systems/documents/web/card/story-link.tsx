import { LinkButton, useText } from "../../../../core/ui/index.ts";

/** Leads from a document to its card: the whole story on one page. */
export function StoryLink({ href }: { href: string }) {
  const text = useText();
  return (
    <LinkButton href={`${href}/story`} icon="document" kind="quiet">
      {text({ vi: "Phiếu theo dõi", en: "Document card" })}
    </LinkButton>
  );
}
