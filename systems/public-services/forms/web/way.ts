import { hash } from "node:crypto";
import type { Context } from "hono";
import { type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import type { Crumb } from "../../../../core/ui/index.ts";
import type { Draft } from "../drafts/draft.ts";
import { type Filer, filerOf } from "../drafts/filer.ts";
import { openDraft } from "../drafts/open-draft.ts";

/** The road of pages an application is filled in on: a citizen's, or the trial of an editor. */
export interface Way {
  /** Address of the draft, without a slash at the end. */
  readonly base: string;
  readonly filer: Filer;
  /** True: an editor tries the form out; nothing is ever sent. */
  readonly trial: boolean;
  readonly crumbs: readonly Crumb[];
}

/** The draft of an address with the way it is filled in on. @throws Refusal 404, 401 for a trial without sign-in */
export async function draftOf(c: Context<HttpEnv>): Promise<{ readonly way: Way; readonly draft: Draft }> {
  const code = c.req.param("code") ?? "";
  const id = c.req.param("draft") ?? "";
  const trial = c.req.path.startsWith("/forms/");
  const filer = trial ? trialFiler(requireSession(c).personId) : filerOf(c);
  const draft = await openDraft(c.var.house, filer, id);
  const way: Way = trial
    ? {
        base: `/forms/${code}/try/${id}`,
        filer,
        trial,
        crumbs: [
          { href: "/forms", label: { vi: "Biểu mẫu điện tử", en: "Electronic forms" } },
          { href: `/forms/${code}`, label: draft.definition.title },
        ],
      }
    : {
        base: `/services/${code}/apply/${id}`,
        filer,
        trial,
        crumbs: [{ href: `/services/${code}`, label: draft.procedureName }],
      };
  return { way, draft };
}

/** An editor's trials belong to the person, not to the browser. */
export function trialFiler(personId: string): Filer {
  return { holder: hash("sha256", `forms.trial:${personId}`, "buffer"), citizen: undefined };
}
