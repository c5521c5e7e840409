import type { ComponentChildren } from "preact";
import {
  Actions,
  Button,
  Card,
  Form,
  formatDate,
  LinkButton,
  StateChip,
  type Tone,
  useText,
  type Wording,
} from "../../../../core/ui/index.ts";
import { AUTHORISATION_STEPS, type AuthorisationSide } from "../authorisations/answer-authorisation.ts";
import type { Authorisation, Child } from "../authorisations/authorisation.ts";
import { maskIdentifier } from "../identifiers.ts";

interface Lists {
  readonly given: readonly Authorisation[];
  readonly taken: readonly Authorisation[];
  readonly minors: readonly Child[];
  /** `yyyy-MM-dd` */
  readonly today: string;
  readonly isPerson: boolean;
}

/** Who files for one, for whom one files, and one's children. */
export function AuthorisationLists({ given, taken, minors, today, isPerson }: Lists) {
  const text = useText();
  return (
    <>
      <Card title={{ vi: "Người nộp hồ sơ thay tôi", en: "Who files for me" }}>
        <List
          items={given}
          side="giver"
          today={today}
          empty={{ vi: "Bạn chưa ủy quyền cho ai.", en: "You have authorised nobody." }}
        />
        <Actions>
          <LinkButton href="/me/authorisations/new" icon="plus">
            {text({ vi: "Ủy quyền cho người khác", en: "Authorise somebody" })}
          </LinkButton>
        </Actions>
      </Card>
      <Card title={{ vi: "Tôi nộp hồ sơ thay", en: "For whom I file" }}>
        <List
          items={taken}
          side="taker"
          today={today}
          empty={{ vi: "Chưa ai ủy quyền cho bạn.", en: "Nobody has authorised you." }}
        />
      </Card>
      {isPerson && <Children minors={minors} />}
    </>
  );
}

function List(props: {
  items: readonly Authorisation[];
  side: AuthorisationSide;
  today: string;
  empty: Wording;
}) {
  const text = useText();
  if (props.items.length === 0) return <p>{text(props.empty)}</p>;
  return (
    <ul class="tasks">
      {props.items.map((item) => (
        <Item key={item.id} item={item} side={props.side} today={props.today} />
      ))}
    </ul>
  );
}

function Item({ item, side, today }: { item: Authorisation; side: AuthorisationSide; today: string }) {
  const text = useText();
  const { tone, label } = standing(item, today);
  const who =
    side === "giver" ? `${item.takerName} (${maskIdentifier(item.takerIdentifier)})` : item.giverName;
  const what =
    item.procedures.length === 0
      ? text({ vi: "mọi thủ tục", en: "every procedure" })
      : text({ vi: `thủ tục ${item.procedures.join(", ")}`, en: `procedures ${item.procedures.join(", ")}` });
  const actions =
    item.untilDay < today
      ? []
      : AUTHORISATION_STEPS.filter((step) => step.from === item.state && step.sides.includes(side));
  return (
    <li class="task">
      <p>
        <strong>{who}</strong> <StateChip tone={tone} label={label} />
        <br />
        {what}, {formatDate(item.fromDay)} – {formatDate(item.untilDay)}
      </p>
      {actions.length > 0 && (
        <Answer id={item.id}>
          {actions.map(({ action }) => (
            <Button
              key={action}
              name="do"
              value={action}
              kind={action === "accept" ? "primary" : "secondary"}
            >
              {text(WORDS[action])} <span class="visually-hidden">{who}</span>
            </Button>
          ))}
        </Answer>
      )}
    </li>
  );
}

const WORDS = {
  accept: { vi: "Chấp nhận", en: "Accept" },
  refuse: { vi: "Từ chối", en: "Refuse" },
  end: { vi: "Chấm dứt", en: "End" },
} as const;

function Answer({ id, children }: { id: string; children: ComponentChildren }) {
  return (
    <Form action="/me/authorisations/answer" method="post">
      <input type="hidden" name="authorisation" value={id} />
      <div class="actions">{children}</div>
    </Form>
  );
}

function standing({ state, untilDay }: Authorisation, today: string): { tone: Tone; label: Wording } {
  if ((state === "offered" || state === "accepted") && untilDay < today) {
    return { tone: "neutral", label: { vi: "Đã hết hạn", en: "Over" } };
  }
  return {
    offered: { tone: "attention" as const, label: { vi: "Chờ trả lời", en: "Waits for an answer" } },
    accepted: { tone: "good" as const, label: { vi: "Đang có hiệu lực", en: "In force" } },
    refused: { tone: "neutral" as const, label: { vi: "Bị từ chối", en: "Refused" } },
    ended: { tone: "neutral" as const, label: { vi: "Đã chấm dứt", en: "Ended" } },
  }[state];
}

function Children({ minors }: { minors: readonly Child[] }) {
  const text = useText();
  return (
    <Card title={{ vi: "Con dưới 18 tuổi", en: "Children under 18" }}>
      {minors.length === 0 ? (
        <p>{text({ vi: "Bạn chưa khai con nào.", en: "You have declared no child." })}</p>
      ) : (
        <ul class="tasks">
          {minors.map((child) => (
            <li key={child.id} class="task">
              <p>
                <strong>{child.name}</strong>
                <br />
                {text({
                  vi: `sinh ngày ${formatDate(child.birthDate)}; nộp thay được đến trước ngày ${formatDate(child.adultOn)}`,
                  en: `born ${formatDate(child.birthDate)}; you may file until before ${formatDate(child.adultOn)}`,
                })}
              </p>
              <Form action="/me/children/remove" method="post">
                <Button name="child" value={child.id}>
                  {text({ vi: "Bỏ khai", en: "Remove" })} <span class="visually-hidden">{child.name}</span>
                </Button>
              </Form>
            </li>
          ))}
        </ul>
      )}
      <Actions>
        <LinkButton href="/me/children/new" icon="plus">
          {text({ vi: "Khai con", en: "Declare a child" })}
        </LinkButton>
      </Actions>
    </Card>
  );
}
