import { FieldGroup, type FieldProps, fieldWiring } from "./field.tsx";
import { formatBytes } from "./format.ts";
import { Icon } from "./icon.tsx";
import { useText } from "./language.ts";

/** A file the server already has: stays with the form when it is shown again. */
export interface KeptFile {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly href?: string | undefined;
}

export interface FileDropProps extends FieldProps {
  /** As in `accept` of an input: ".pdf,.docx". */
  readonly accept?: string | undefined;
  readonly multiple?: boolean | undefined;
  /** Largest file in bytes: said before choosing and checked in the browser; the server has the last word. */
  readonly maxBytes?: number | undefined;
  /** Files from an earlier try or an earlier version. Sent back as `<name>Kept`, unticked ones are dropped. */
  readonly kept?: readonly KeptFile[] | undefined;
}

/**
 * Choosing files: a native file field that always works, made into a place to drop files with a list, sizes and the
 * progress of sending by the island. Put it into a `<Form files>`.
 */
export function FileDrop(props: FileDropProps) {
  const text = useText();
  const { accept, multiple, maxBytes, kept = [] } = props;
  const limit = maxBytes
    ? {
        vi: `Mỗi tệp không quá ${formatBytes(maxBytes)}.`,
        en: `Each file at most ${formatBytes(maxBytes)}.`,
      }
    : undefined;
  const hint = [props.hint, limit].flatMap((part) => (part ? [text(part)] : [])).join(" ") || undefined;
  const field = { ...props, hint };
  return (
    <FieldGroup field={field}>
      {kept.length > 0 && (
        <ul class="file-list">
          {kept.map((file) => (
            <li key={file.id}>
              <label class="file-kept">
                <input type="checkbox" name={`${props.name}Kept`} value={file.id} checked data-not-kept="" />
                <span class="visually-hidden">{text({ vi: "Giữ tệp", en: "Keep file" })}</span>
                <Icon name="document" />
                <span class="file-name">{file.name}</span>
                <span class="file-size">{formatBytes(file.size)}</span>
              </label>
              {file.href && (
                <a href={file.href} data-turbo="false">
                  {text({ vi: "Xem", en: "View" })}
                  <span class="visually-hidden"> {file.name}</span>
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
      <div class="file-drop" data-island="file-drop" data-max={maxBytes}>
        <Icon name="upload" />
        <label for={fieldWiring(field).id} class="file-drop-label">
          {multiple
            ? text({ vi: "Chọn tệp, hoặc kéo thả vào đây", en: "Choose files, or drop them here" })
            : text({ vi: "Chọn một tệp, hoặc kéo thả vào đây", en: "Choose a file, or drop it here" })}
        </label>
        <input
          {...fieldWiring(field)}
          type="file"
          accept={accept}
          multiple={multiple}
          disabled={props.disabled}
        />
      </div>
    </FieldGroup>
  );
}
