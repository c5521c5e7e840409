import type { ComponentChildren } from "preact";
import { Button, formatDate, useText, type Wording, type Words } from "../../../../core/ui/index.ts";
import { INCOMING_STATE_WORDS } from "../../incoming/incoming-states.ts";
import { OUTGOING_STATE_WORDS } from "../../outgoing/outgoing-states.ts";
import type { Asked } from "./search-request.ts";

/** What the fields of the form offer. */
export interface Choices {
  /** Inner units of the person's organisation. */
  readonly units: readonly { readonly id: string; readonly name: string }[];
  /** Names of document types. */
  readonly types: readonly string[];
}

/** One box for everything, and what narrows it. A GET form: the address can be kept or sent on. */
export function SearchForm({ asked, choices }: { readonly asked: Asked; readonly choices: Choices }) {
  const text = useText();
  const { typed, kind } = asked;
  const day = (name: "from" | "to", label: Words) => (
    <Labelled name={name} label={label}>
      <input
        id={`search-${name}`}
        class="input"
        type="text"
        name={name}
        inputMode="numeric"
        size={10}
        maxLength={10}
        autocomplete="off"
        value={typed[name] === "" ? "" : formatDate(typed[name])}
        placeholder={text({ vi: "nn/tt/nnnn", en: "dd/mm/yyyy" })}
      />
    </Labelled>
  );
  return (
    <form class="list-filter" method="get" action="/search" data-island="filters">
      <Labelled name="q" label={{ vi: "Tìm gì", en: "Search for" }} wide>
        <input id="search-q" class="input" type="search" name="q" value={typed.text} autocomplete="off" />
      </Labelled>
      <Choice
        name="kind"
        label={{ vi: "Trong", en: "In" }}
        chosen={kind}
        options={[
          { value: "", label: { vi: "Văn bản đến và đi", en: "All documents" } },
          { value: "incoming", label: { vi: "Văn bản đến", en: "Incoming" } },
          { value: "outgoing", label: { vi: "Văn bản đi", en: "Outgoing" } },
        ]}
      />
      <Choice
        name="type"
        label={{ vi: "Loại văn bản", en: "Type" }}
        chosen={typed.type}
        options={[ALL, ...choices.types.map((name) => ({ value: name, label: name }))]}
      />
      <Choice
        name="state"
        label={{ vi: "Trạng thái", en: "State" }}
        chosen={typed.state}
        options={[
          ALL,
          ...Object.entries({ ...INCOMING_STATE_WORDS, ...OUTGOING_STATE_WORDS }).map(([value, label]) => ({
            value,
            label,
          })),
        ]}
      />
      <Choice
        name="unit"
        label={{ vi: "Đơn vị", en: "Unit" }}
        chosen={asked.unit}
        options={[ALL, ...choices.units.map((unit) => ({ value: unit.id, label: unit.name }))]}
      />
      <Labelled name="person" label={{ vi: "Người ký hoặc xử lý", en: "Signer or handler" }}>
        <input
          id="search-person"
          class="input"
          name="person"
          maxLength={100}
          value={asked.person}
          autocomplete="off"
        />
      </Labelled>
      {day("from", { vi: "Từ ngày", en: "From" })}
      {day("to", { vi: "Đến ngày", en: "To" })}
      <span class="list-filter-actions">
        <Button kind="primary" icon="search">
          {text({ vi: "Tìm", en: "Search" })}
        </Button>
      </span>
    </form>
  );
}

const ALL = { value: "", label: { vi: "Tất cả", en: "All" } };

interface ChoiceProps {
  readonly name: string;
  readonly label: Words;
  readonly chosen: string;
  readonly options: readonly { readonly value: string; readonly label: Wording }[];
}

function Choice({ name, label, chosen, options }: ChoiceProps) {
  const text = useText();
  return (
    <Labelled name={name} label={label}>
      <select id={`search-${name}`} class="input" name={name}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === chosen}>
            {text(option.label)}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

interface LabelledProps {
  readonly name: string;
  readonly label: Words;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

function Labelled({ name, label, wide, children }: LabelledProps) {
  const text = useText();
  return (
    <div class={wide ? "list-filter-field list-filter-wide" : "list-filter-field"}>
      <label for={`search-${name}`}>{text(label)}</label>
      {children}
    </div>
  );
}
