import { FieldGroup, type FieldProps, fieldId } from "./field.tsx";
import { useText, type Wording } from "./language.ts";

/** An organisation or unit that can receive, with those below it. */
export interface RecipientNode {
  readonly id: string;
  readonly name: string;
  /** Other names people type: abbreviation, agency code. */
  readonly alias?: string | undefined;
  /** False for a heading that cannot receive by itself ("Các huyện, thành phố"). */
  readonly selectable?: boolean | undefined;
  /** Shown, but not to be ticked, with the reason: "chưa nối trục liên thông". */
  readonly blocked?: Wording | undefined;
  readonly children?: readonly RecipientNode[] | undefined;
  /** True when those below it are what the reader has just looked for: the branch stands open. */
  readonly open?: boolean | undefined;
}

/** A saved group of recipients (gửi nhanh). */
export interface RecipientGroup {
  readonly id: string;
  readonly label: Wording;
  readonly members: readonly string[];
}

export interface RecipientPickerProps extends FieldProps {
  readonly tree: readonly RecipientNode[];
  readonly groups?: readonly RecipientGroup[] | undefined;
  readonly selected?: readonly string[] | undefined;
}

/**
 * Recipients out of the whole province, by tree and by group. Works without script: ticked units are sent as `<name>`,
 * ticked groups as `<name>Group` (group ids) and whole branches as `<name>Branch` (node ids), which the server expands.
 * The island adds type-to-filter with or without diacritics, arrow keys, and the list of those chosen.
 */
export function RecipientPicker(props: RecipientPickerProps) {
  const text = useText();
  const { name, tree, groups = [], selected = [] } = props;
  const chosen = new Set(selected);
  const id = fieldId(name);
  return (
    <FieldGroup field={props}>
      <div class="picker" data-island="recipients" id={`${id}-picker`}>
        <div class="picker-find" hidden>
          <label for={`${id}-find`} class="visually-hidden">
            {text({ vi: "Tìm nơi nhận", en: "Find a recipient" })}
          </label>
          <input
            id={`${id}-find`}
            class="input"
            type="search"
            autocomplete="off"
            placeholder={text({
              vi: "Gõ tên, có dấu hay không dấu đều được",
              en: "Type a name, with or without marks",
            })}
            aria-controls={`${id}-tree`}
          />
          <p class="picker-found" role="status" />
        </div>
        {groups.length > 0 && (
          <fieldset class="picker-groups">
            <legend>{text({ vi: "Nhóm gửi nhanh", en: "Saved groups" })}</legend>
            {groups.map((group) => (
              <label key={group.id} class="picker-group">
                <input
                  type="checkbox"
                  name={`${name}Group`}
                  data-not-kept=""
                  value={group.id}
                  data-members={group.members.join(" ")}
                  checked={group.members.length > 0 && group.members.every((member) => chosen.has(member))}
                />
                {text(group.label)} <span class="picker-size">{group.members.length}</span>
              </label>
            ))}
          </fieldset>
        )}
        <div class="picker-body">
          <div class="picker-tree" id={`${id}-tree`}>
            <Branch nodes={tree} name={name} chosen={chosen} id={id} top />
          </div>
          <div class="picker-chosen" hidden>
            <p class="picker-count" role="status" />
            <ul class="picker-list" />
          </div>
        </div>
      </div>
    </FieldGroup>
  );
}

interface BranchProps {
  nodes: readonly RecipientNode[];
  name: string;
  chosen: ReadonlySet<string>;
  id: string;
  top?: boolean;
}

function Branch({ nodes, name, chosen, id, top }: BranchProps) {
  const text = useText();
  return (
    <ul>
      {nodes.map((node, index) => {
        const nodeId = top && index === 0 && node.selectable !== false ? id : `${id}-${node.id}`;
        const size = node.children ? countSelectable(node.children) : 0;
        return (
          <li key={node.id} data-name={node.alias ? `${node.name} ${node.alias}` : node.name}>
            {node.selectable === false ? (
              <p class="picker-heading">{node.name}</p>
            ) : (
              <div class="choice">
                <input
                  type="checkbox"
                  id={nodeId}
                  name={name}
                  value={node.id}
                  checked={chosen.has(node.id)}
                  disabled={node.blocked !== undefined}
                />
                <label for={nodeId}>
                  {node.name}
                  {node.blocked && <span class="picker-blocked"> ({text(node.blocked)})</span>}
                </label>
              </div>
            )}
            {node.children && size > 0 && (
              <details open={node.open === true || hasChosen(node.children, chosen)}>
                <summary>
                  {text({ vi: `${size} đơn vị`, en: `${size} units` })}
                  <span class="visually-hidden">
                    {" "}
                    {text({ vi: "thuộc", en: "under" })} {node.name}
                  </span>
                </summary>
                {size > 1 && (
                  <label class="picker-branch">
                    <input type="checkbox" name={`${name}Branch`} value={node.id} data-not-kept="" />
                    {text({ vi: `Chọn cả ${size} đơn vị`, en: `All ${size} units` })}
                    <span class="visually-hidden">
                      {" "}
                      {text({ vi: "thuộc", en: "under" })} {node.name}
                    </span>
                  </label>
                )}
                <Branch nodes={node.children} name={name} chosen={chosen} id={id} />
              </details>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function countSelectable(nodes: readonly RecipientNode[]): number {
  let count = 0;
  for (const node of nodes) {
    if (node.selectable !== false && node.blocked === undefined) count += 1;
    if (node.children) count += countSelectable(node.children);
  }
  return count;
}

function hasChosen(nodes: readonly RecipientNode[], chosen: ReadonlySet<string>): boolean {
  return nodes.some(
    (node) => chosen.has(node.id) || (node.children ? hasChosen(node.children, chosen) : false),
  );
}

/**
 * Puts together what a `RecipientPicker` sent: single units, groups and branches, each unit once, in tree order,
 * only units that exist in the tree and may be chosen.
 */
export function expandRecipients(
  sent: {
    readonly units: readonly string[];
    readonly groups: readonly string[];
    readonly branches: readonly string[];
  },
  tree: readonly RecipientNode[],
  groups: readonly RecipientGroup[] = [],
): string[] {
  const wanted = new Set(sent.units);
  for (const group of groups) {
    if (sent.groups.includes(group.id)) for (const member of group.members) wanted.add(member);
  }
  const result: string[] = [];
  const branches = new Set(sent.branches);
  const walk = (nodes: readonly RecipientNode[], inside: boolean) => {
    for (const node of nodes) {
      const allowed = node.selectable !== false && node.blocked === undefined;
      if (allowed && (inside || wanted.has(node.id)) && !result.includes(node.id)) result.push(node.id);
      if (node.children) walk(node.children, inside || branches.has(node.id));
    }
  };
  walk(tree, false);
  return result;
}
