import { Form } from "./form.tsx";
import { formatNumber } from "./format.ts";
import { useText, type Wording } from "./language.ts";
import { Notice } from "./notice.tsx";

export type WorkStanding =
  | { readonly state: "waiting" }
  | { readonly state: "running"; readonly done: number; readonly total: number }
  | { readonly state: "finished"; readonly resultHref: string; readonly resultLabel: Wording }
  | { readonly state: "failed"; readonly reason: Wording; readonly retryAction?: string | undefined };

export interface LongWorkProps {
  readonly title: Wording;
  readonly standing: WorkStanding;
  /** POST address that stops it. */
  readonly cancelAction?: string | undefined;
  /** Where the result can be found later, said while it runs: leaving the page loses nothing. */
  readonly laterHref: string;
  readonly laterLabel: Wording;
}

/** Work that takes longer than a page: progress, cancel, and a place to find the result. */
export function LongWork({ title, standing, cancelAction, laterHref, laterLabel }: LongWorkProps) {
  const text = useText();
  return (
    <section class="long-work card">
      <h2>{text(title)}</h2>
      {standing.state === "waiting" && (
        <>
          <p>{text({ vi: "Đang chờ đến lượt.", en: "Waiting for its turn." })}</p>
          <progress aria-label={text(title)} />
        </>
      )}
      {standing.state === "running" && (
        <>
          <p>
            {text({
              vi: `Đã xong ${formatNumber(standing.done)} trong ${formatNumber(standing.total)}.`,
              en: `${formatNumber(standing.done)} of ${formatNumber(standing.total)} done.`,
            })}
          </p>
          <progress aria-label={text(title)} value={standing.done} max={standing.total} />
        </>
      )}
      {(standing.state === "waiting" || standing.state === "running") && (
        <p class="long-work-later">
          {text({
            vi: "Có thể rời trang này; kết quả sẽ nằm ở ",
            en: "You may leave this page; find the result in ",
          })}
          <a href={laterHref}>{text(laterLabel)}</a>.
        </p>
      )}
      {standing.state === "finished" && (
        <Notice tone="good">
          <p>
            {text({ vi: "Đã xong. ", en: "Done. " })}
            <a href={standing.resultHref}>{text(standing.resultLabel)}</a>
          </p>
        </Notice>
      )}
      {standing.state === "failed" && (
        <Notice tone="bad">
          <p>{text(standing.reason)}</p>
        </Notice>
      )}
      {standing.state === "failed" && standing.retryAction && (
        <Form action={standing.retryAction} method="post">
          <button type="submit" class="button">
            {text({ vi: "Chạy lại", en: "Run again" })}
          </button>
        </Form>
      )}
      {cancelAction && (standing.state === "waiting" || standing.state === "running") && (
        <Form action={cancelAction} method="post">
          <button type="submit" class="button">
            {text({ vi: "Dừng lại", en: "Cancel" })}
          </button>
        </Form>
      )}
    </section>
  );
}
