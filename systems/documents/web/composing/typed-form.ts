import { type Form, value } from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { EMPTY_TEXT, readTypedText, type TypedText } from "../../composing/typed-text.ts";
import type { NamedFile } from "../../outgoing/create-draft.ts";
import { fileToken } from "../../outgoing/file-token.ts";
import { knownFileType } from "../../outgoing/read-outgoing.ts";
import { readTypedDraft, type TypedDraft } from "../outgoing/typed-draft.ts";

/** Fields of the composer that an uploaded draft does not have. */
const OWN = [
  "body",
  "addressees",
  "authority",
  "coSignerLines",
  "coSignerName",
  "coIssuers",
  "size",
  "circulation",
  "typist",
  "address",
] as const;

/** Reads the posted composer. Recipients are left as ticked; the page expands groups and branches. */
export function typedTextOf(house: House, actor: PersonActor, form: Form): TypedText {
  const { file: _file, find: _find, attachments, ...draft } = readTypedDraft(house, actor, form);
  const own = Object.fromEntries(OWN.map((name) => [name, value(form, name)]));
  return readTypedText({
    ...EMPTY_TEXT,
    ...draft,
    ...own,
    attachments: attachments.map(({ sha256, size, type, name }) => ({ sha256, size, type, name })),
  });
}

/** A text as the parts of the form that both kinds of drafts share want it. */
export function asTypedDraft(house: House, actor: PersonActor, content: TypedText, find: string): TypedDraft {
  return {
    ...content,
    find,
    file: undefined,
    attachments: content.attachments.map((file) => {
      const named: NamedFile = { ...file, type: knownFileType(file.type) };
      return { ...named, token: fileToken(house, actor.personId, named) };
    }),
  };
}
