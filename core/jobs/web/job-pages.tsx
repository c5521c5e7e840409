import type { Context, Hono } from "hono";
import { assertMay } from "../../access/index.ts";
import { changedMeanwhile, notFound } from "../../errors.ts";
import { answerPage, type HttpEnv, readForm, redirectTo, requireSession, value } from "../../http/index.ts";
import { transact, uuidv7 } from "../../transaction/index.ts";
import { ConfirmQuestion } from "../../ui/index.ts";
import { type DeadLetter, listDeadLetters, settleDeadLetter } from "../index.ts";
import { mayManageJobs } from "../permissions.ts";
import { queueStanding } from "../queue-standing.ts";
import { DeadLetterList, QueueTable } from "./job-tables.tsx";

const PATH = "/administration/jobs";

/** /administration/jobs: what the background is doing, and what failed for good, to run again or dismiss. */
export function jobPages(app: Hono<HttpEnv>): void {
  app.get(PATH, async (c) => {
    assertMay(requireSession(c).actor, mayManageJobs, undefined);
    const { database } = c.var.house;
    const [letters, kinds] = await Promise.all([listDeadLetters(database), queueStanding(database.queries)]);
    return await answerPage(c, {
      title: { vi: "Việc nền", en: "Background work" },
      lead: {
        vi: "Việc hệ thống tự làm: gửi, nhận, kiểm tra chữ ký. Việc hỏng nhiều lần nằm ở đây chờ người quyết định.",
        en: "What the system does by itself: sending, receiving, checking signatures. Work that kept failing waits here for a person.",
      },
      children: (
        <>
          <DeadLetterList letters={letters} path={PATH} />
          <QueueTable kinds={kinds} />
        </>
      ),
    });
  });

  app.get(`${PATH}/:id/:settlement{rerun|dismiss}`, async (c) => {
    assertMay(requireSession(c).actor, mayManageJobs, undefined);
    const letter = await openLetter(c);
    const rerun = c.req.param("settlement") === "rerun";
    return await answerPage(c, {
      title: rerun ? { vi: "Chạy lại việc nền", en: "Run again" } : { vi: "Bỏ qua việc nền", en: "Dismiss" },
      crumbs: [{ href: PATH, label: { vi: "Việc nền", en: "Background work" } }],
      width: "narrow",
      children: rerun ? <AskRerun letter={letter} /> : <AskDismiss letter={letter} />,
    });
  });

  app.post(`${PATH}/:id/:settlement{rerun|dismiss}`, async (c) => {
    const { actor } = requireSession(c);
    assertMay(actor, mayManageJobs, undefined);
    const form = await readForm(c);
    const rerun = c.req.param("settlement") === "rerun";
    const requestId = value(form, "transactionId");
    const options = requestId === "" ? { actor } : { actor, requestId };
    const settled = await transact(c.var.house, options, (tx) =>
      settleDeadLetter(tx, letterId(c), rerun ? "rerun" : "dismissed"),
    );
    if (!settled) throw changedMeanwhile();
    return redirectTo(c, PATH, {
      tone: "good",
      message: rerun
        ? {
            vi: "Đã đưa việc vào hàng chờ để chạy lại. Nếu vẫn hỏng, việc sẽ quay lại danh sách này.",
            en: "The work is queued again. If it fails again it comes back to this list.",
          }
        : {
            vi: "Đã bỏ qua. Việc này sẽ không chạy nữa; nhật ký kiểm tra giữ lại quyết định.",
            en: "Dismissed. It will not run any more; the audit log keeps the decision.",
          },
    });
  });
}

async function openLetter(c: Context<HttpEnv>): Promise<DeadLetter> {
  const id = letterId(c);
  const letter = (await listDeadLetters(c.var.house.database)).find((one) => one.id === id);
  if (!letter) throw notFound();
  return letter;
}

function letterId(c: Context<HttpEnv>): number {
  const id = Number(c.req.param("id"));
  if (!Number.isSafeInteger(id) || id < 1) throw notFound();
  return id;
}

function AskRerun({ letter }: { letter: DeadLetter }) {
  return (
    <ConfirmQuestion
      question={{ vi: `Chạy lại việc "${letter.name}"?`, en: `Run "${letter.name}" again?` }}
      consequences={[
        {
          vi: "Việc vào hàng chờ ngay và có đủ số lần thử như lúc đầu.",
          en: "It is queued at once with all its attempts.",
        },
        {
          vi: "Phần đã làm xong trước đó không bị làm lại lần hai.",
          en: "What it had already done is not done twice.",
        },
      ]}
      action={`${PATH}/${letter.id}/rerun`}
      confirmLabel={{ vi: "Chạy lại", en: "Run again" }}
      cancelHref={PATH}
      transactionId={uuidv7(new Date())}
    />
  );
}

function AskDismiss({ letter }: { letter: DeadLetter }) {
  return (
    <ConfirmQuestion
      question={{ vi: `Bỏ qua việc "${letter.name}"?`, en: `Dismiss "${letter.name}"?` }}
      consequences={[
        {
          vi: "Việc này sẽ không chạy nữa, kể cả khi nguyên nhân lỗi đã hết.",
          en: "It will not run any more, even when the cause is gone.",
        },
        {
          vi: "Hãy chắc rằng việc đã được làm bằng cách khác hoặc không còn cần.",
          en: "Be sure that it was done in another way or is not needed.",
        },
      ]}
      action={`${PATH}/${letter.id}/dismiss`}
      confirmLabel={{ vi: "Bỏ qua", en: "Dismiss" }}
      danger
      cancelHref={PATH}
      transactionId={uuidv7(new Date())}
    />
  );
}
