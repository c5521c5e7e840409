import type { Queries } from "../../../../core/database/index.ts";
import { type OrganisationNode, organisationTree } from "../../../../core/directory/index.ts";
import { useText } from "../../../../core/ui/index.ts";

/** A commune or district where somebody lives. */
export interface Place {
  readonly id: string;
  readonly name: string;
  /** Name of the district; empty for a district itself and where there is none any more. */
  readonly district: string;
}

/** Communes and districts of a day (`yyyy-MM-dd`), in the order of the directory. */
export async function placesOn(queries: Queries, day: string): Promise<readonly Place[]> {
  return (await organisationTree(queries, day)).flatMap((node) => placesIn(node, ""));
}

function placesIn(node: OrganisationNode, district: string): readonly Place[] {
  const own =
    node.kind === "commune" || node.kind === "district"
      ? [{ id: node.id, name: node.name, district: node.kind === "district" ? node.name : district }]
      : [];
  const below = node.kind === "district" ? node.name : district;
  return [...own, ...node.children.flatMap((child) => placesIn(child, below))];
}

/** Where the reader lives: a plain list, grouped by district. */
export function PlaceChoice({ places, chosen }: { places: readonly Place[]; chosen: string }) {
  const text = useText();
  const groups = Map.groupBy(places, ({ district }) => district);
  return (
    <div>
      <label for="place">{text({ vi: "Nơi bạn ở", en: "Where you live" })}</label>
      <select id="place" class="input" name="place">
        <option value="">{text({ vi: "Chưa chọn", en: "Not chosen" })}</option>
        {[...groups].map(([district, inside]) => {
          const options = inside.map(({ id, name }) => (
            <option key={id} value={id} selected={id === chosen}>
              {name}
            </option>
          ));
          return district === "" ? (
            options
          ) : (
            <optgroup key={district} label={district}>
              {options}
            </optgroup>
          );
        })}
      </select>
    </div>
  );
}
