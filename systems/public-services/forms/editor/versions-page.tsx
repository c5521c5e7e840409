import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { notFound } from "../../../../core/errors.ts";
import { answerPage, type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import { Actions, formatDateTime, LinkButton, StateChip, useText } from "../../../../core/ui/index.ts";
import { differenceOf } from "../definition/difference.ts";
import { mayPublishForm, mayReadForms } from "../permissions.ts";
import {
  type EditedForm,
  formVersion,
  getEditedForm,
  type VersionLine,
  versionsOfForm,
} from "../versions/find-forms.ts";
import { Changes } from "./changes.tsx";
import { FORMS_CRUMB } from "./form-page.tsx";

/** GET /forms/:code/versions */
export async function versionsPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadForms, undefined);
  const { queries } = c.var.house.database;
  const form = await getEditedForm(queries, c.req.param("code") ?? "");
  const versions = await versionsOfForm(queries, form.code);
  return await answerPage(c, {
    title: { vi: "Các phiên bản", en: "Versions" },
    crumbs: [FORMS_CRUMB, { href: `/forms/${form.code}`, label: form.definition.title }],
    children: <Versions {...{ form, versions }} publish={may(actor, mayPublishForm, form)} />,
  });
}

/** GET /forms/:code/versions/:number — what a version changed from the one before it. */
export async function versionPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadForms, undefined);
  const { queries } = c.var.house.database;
  const form = await getEditedForm(queries, c.req.param("code") ?? "");
  const versions = await versionsOfForm(queries, form.code);
  const at = versions.findIndex(({ number }) => String(number) === c.req.param("number"));
  const [version, before] = [versions[at], versions[at + 1]];
  if (!version) throw notFound();
  const now = await formVersion(queries, version.id);
  const earlier = before && (await formVersion(queries, before.id));
  return await answerPage(c, {
    title: { vi: `Phiên bản ${version.number}`, en: `Version ${version.number}` },
    lead: before
      ? {
          vi: `Khác phiên bản ${before.number} ở những chỗ sau.`,
          en: `It differs from version ${before.number} here.`,
        }
      : { vi: "Phiên bản đầu tiên.", en: "The first version." },
    crumbs: [
      FORMS_CRUMB,
      { href: `/forms/${form.code}`, label: form.definition.title },
      { href: `/forms/${form.code}/versions`, label: { vi: "Các phiên bản", en: "Versions" } },
    ],
    children: earlier ? <Changes changes={differenceOf(earlier.definition, now.definition)} /> : undefined,
  });
}

function Versions({
  form,
  versions,
  publish,
}: {
  readonly form: EditedForm;
  readonly versions: readonly VersionLine[];
  readonly publish: boolean;
}) {
  const text = useText();
  return (
    <>
      {publish && form.publishedId !== null && (
        <Actions>
          <LinkButton href={`/forms/${form.code}/publish`}>
            {text({ vi: "Ngừng dùng, công bố", en: "Withdraw, publish" })}
          </LinkButton>
        </Actions>
      )}
      {versions.length === 0 && (
        <p>{text({ vi: "Biểu mẫu chưa được công bố lần nào.", en: "The form has never been published." })}</p>
      )}
      {versions.map((version) => (
        <div class="form-outline-row" key={version.id}>
          <div>
            <p>
              <a href={`/forms/${form.code}/versions/${version.number}`}>
                {text({ vi: `Phiên bản ${version.number}`, en: `Version ${version.number}` })}
              </a>
              {` · ${formatDateTime(version.publishedAt)}${version.publishedBy ? ` · ${version.publishedBy}` : ""}`}
            </p>
            {version.note && <p class="field-hint">{version.note}</p>}
            {version.withdrawnAt && (
              <p class="field-hint">
                {text({ vi: "Ngừng dùng", en: "Withdrawn" })} {formatDateTime(version.withdrawnAt)},{" "}
                {version.withdrawnBy}: {version.withdrawnReason}
              </p>
            )}
          </div>
          <div>
            {version.id === form.publishedId && (
              <StateChip tone="good" label={{ vi: "Đang dùng", en: "In use" }} />
            )}
            {version.drafts > 0 &&
              text({ vi: ` ${version.drafts} bản nháp`, en: ` ${version.drafts} drafts` })}
          </div>
        </div>
      ))}
    </>
  );
}
