import { formatBytes, Icon, useText } from "../../../../core/ui/index.ts";

export interface ListedFile {
  readonly name: string;
  readonly description?: string;
  /** Bytes. */
  readonly size: number;
  readonly href: string;
}

/** Files of a document, each with its size and a link that opens or downloads it. */
export function FileList({ files }: { files: readonly ListedFile[] }) {
  const text = useText();
  if (files.length === 0) return <p>{text({ vi: "Không có tệp kèm theo.", en: "No attachments." })}</p>;
  return (
    <ul class="file-list">
      {files.map((file) => (
        <li key={file.href}>
          <Icon name="document" />
          <a class="file-name" href={file.href} data-turbo="false">
            {file.name}
          </a>
          <span class="file-size">{formatBytes(file.size)}</span>
          {file.description && <span>{file.description}</span>}
        </li>
      ))}
    </ul>
  );
}
