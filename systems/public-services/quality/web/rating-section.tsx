import type { House } from "../../../../core/system.ts";
import { useText } from "../../../../core/ui/index.ts";
import type { DossierSection, ProgressSection } from "../../dossiers/index.ts";
import { RATED_STATES } from "../ratings/invite-to-rate.ts";
import { ratingPath } from "../ratings/rating.ts";

/** On the citizen's page and the public one of an ended dossier: the way to rate it. Officials never see it. */
export const ratingSection = {
  key: "quality.rate",
  on: ["citizen"],
  async view(house: House, dossier: { readonly id: string; readonly state: number }) {
    if (!RATED_STATES.includes(dossier.state)) return undefined;
    const path = await ratingPath(house.database.queries, dossier.id);
    return path === undefined ? undefined : <RateLink path={path} />;
  },
} satisfies DossierSection & ProgressSection;

function RateLink({ path }: { readonly path: string }) {
  const text = useText();
  return (
    <p class="rate-link">
      <a class="button button-primary" href={path}>
        {text({ vi: "Đánh giá việc giải quyết hồ sơ", en: "Rate how it was handled" })}
      </a>
    </p>
  );
}
