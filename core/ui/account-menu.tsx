import { Form } from "./form.tsx";
import { Icon } from "./icon.tsx";
import { useText, type Wording } from "./language.ts";
import type { Shell } from "./shell.ts";

/**
 * Person and post in the header; below it the switch of post, language, theme, density and the way out. A `details`
 * element: opens without script. Theme and density change at once with script and after a round trip without.
 */
export function AccountMenu({ shell }: { shell: Shell }) {
  const text = useText();
  const { viewer, addresses } = shell;
  return (
    <details class="account" data-island="menu">
      <summary class="bar-button account-summary">
        <Icon name={viewer ? "person" : "settings"} />
        {viewer ? (
          <span class="account-who">
            <span class="account-name">{viewer.name}</span>
            <span class="account-post">{text(viewer.position.title)}</span>
          </span>
        ) : (
          <span class="visually-hidden">
            {text({ vi: "Hiển thị và ngôn ngữ", en: "Display and language" })}
          </span>
        )}
        <Icon name="down" className="account-caret" />
      </summary>
      <div class="account-panel">
        {viewer && <Identity shell={shell} />}
        <Choice
          shell={shell}
          name="language"
          legend={{ vi: "Ngôn ngữ", en: "Language" }}
          value={shell.lang}
          options={[
            ["vi", "Tiếng Việt"],
            ["en", "English"],
          ]}
        />
        <Choice
          shell={shell}
          name="theme"
          legend={{ vi: "Nền", en: "Theme" }}
          value={shell.theme}
          options={[
            ["auto", { vi: "Theo máy", en: "System" }],
            ["light", { vi: "Sáng", en: "Light" }],
            ["dark", { vi: "Tối", en: "Dark" }],
          ]}
        />
        <Choice
          shell={shell}
          name="density"
          legend={{ vi: "Cỡ chữ và khoảng cách", en: "Size and spacing" }}
          value={shell.density}
          options={[
            ["compact", { vi: "Gọn", en: "Compact" }],
            ["comfortable", { vi: "Rộng", en: "Comfortable" }],
          ]}
        />
        {viewer ? (
          <div class="account-foot">
            <a href={addresses.account}>{text({ vi: "Tài khoản của tôi", en: "My account" })}</a>
            <Form action={addresses.signOut} method="post" fullLoad>
              <button type="submit" class="button button-quiet">
                {text({ vi: "Đăng xuất", en: "Sign out" })}
              </button>
            </Form>
          </div>
        ) : (
          <div class="account-foot">
            <a href={addresses.signIn}>{text({ vi: "Đăng nhập", en: "Sign in" })}</a>
          </div>
        )}
      </div>
    </details>
  );
}

function Identity({ shell }: { shell: Shell }) {
  const text = useText();
  const viewer = shell.viewer;
  if (!viewer) return null;
  return (
    <div class="account-identity">
      <p class="account-full">{viewer.name}</p>
      <p class="account-unit">
        {text(viewer.position.title)}, {text(viewer.position.unit)}
      </p>
      {viewer.positions.length > 1 && (
        <Form action={shell.addresses.switchPosition} method="post" className="account-switch">
          <input type="hidden" name="back" value={shell.path} />
          <label for="account-position">{text({ vi: "Làm việc với chức vụ", en: "Act in position" })}</label>
          <div class="account-switch-row">
            <select id="account-position" name="position">
              {viewer.positions.map((position) => (
                <option key={position.id} value={position.id} selected={position.id === viewer.position.id}>
                  {`${text(position.title)}, ${text(position.unit)}`}
                </option>
              ))}
            </select>
            <button type="submit" class="button">
              {text({ vi: "Chuyển", en: "Switch" })}
            </button>
          </div>
        </Form>
      )}
    </div>
  );
}

interface ChoiceProps {
  shell: Shell;
  name: "language" | "theme" | "density";
  legend: Wording;
  value: string;
  options: readonly (readonly [value: string, label: Wording])[];
}

function Choice({ shell, name, legend, value, options }: ChoiceProps) {
  const text = useText();
  return (
    <Form action={shell.addresses.preferences} method="post" className="account-choice" island="preference">
      <input type="hidden" name="back" value={shell.path} />
      <fieldset>
        <legend>{text(legend)}</legend>
        <div class="segments">
          {options.map(([option, label]) => (
            <button
              key={option}
              type="submit"
              class="segment"
              name={name}
              value={option}
              aria-pressed={option === value ? "true" : "false"}
              lang={name === "language" ? option : undefined}
            >
              {text(label)}
            </button>
          ))}
        </div>
      </fieldset>
    </Form>
  );
}
