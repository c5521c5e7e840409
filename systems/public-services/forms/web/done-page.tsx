import type { Context } from "hono";
import { attachment, type HttpEnv, redirectTo } from "../../../../core/http/index.ts";
import { Confirmation, SquareCode, useText } from "../../../../core/ui/index.ts";
import { fileNotFound } from "../drafts/draft-files.ts";
import { answerFilling } from "./citizen-page.tsx";
import { draftOf } from "./way.ts";

/** GET …/done — the code to keep, the square code to follow it by, what happens next. */
export async function donePage(c: Context<HttpEnv>): Promise<Response> {
  const { way, draft } = await draftOf(c);
  if (!draft.dossier) return redirectTo(c, way.base);
  const { code, token } = draft.dossier;
  const address = `${c.var.house.config.baseUrl}/track/${token}`;
  return await answerFilling(c, way, {
    title: { vi: "Đã nộp hồ sơ", en: "Your application is sent" },
    heading: false,
    crumbs: way.crumbs,
    children: (
      <Confirmation
        title={{ vi: "Đã nộp hồ sơ", en: "Your application is sent" }}
        reference={{ label: { vi: "Mã hồ sơ:", en: "Code of the dossier:" }, value: code }}
        next={[
          {
            vi: `${draft.organisationName} kiểm tra hồ sơ trong 8 giờ làm việc và báo cho bạn đã tiếp nhận hay cần bổ sung.`,
            en: `${draft.organisationName} looks at it within 8 working hours and tells you whether it is received or needs more.`,
          },
          {
            vi: "Giữ lại mã hồ sơ hoặc chụp mã vuông dưới đây để theo dõi tiến độ.",
            en: "Keep the code or take a picture of the square code below to follow it.",
          },
          {
            vi: "Khi có kết quả, bạn nhận theo cách đã chọn.",
            en: "The result reaches you in the way you chose.",
          },
        ]}
      >
        <TrackCode address={address} />
      </Confirmation>
    ),
  });
}

function TrackCode({ address }: { readonly address: string }) {
  const text = useText();
  return (
    <p class="track-code">
      <SquareCode
        content={address}
        label={{ vi: "Mã vuông để theo dõi hồ sơ", en: "Square code to follow the application" }}
      />
      <a href={address} data-turbo="false">
        {text({ vi: "Theo dõi hồ sơ này", en: "Follow this application" })}
      </a>
    </p>
  );
}

/** GET …/file/:file — what one has uploaded oneself. */
export async function draftFile(c: Context<HttpEnv>): Promise<Response> {
  const { draft } = await draftOf(c);
  const file = draft.files.find(({ id }) => id === c.req.param("file"));
  if (!file) throw fileNotFound();
  const bytes = await c.var.house.files.bytes(file.sha256);
  return new Response(Uint8Array.from(bytes), {
    headers: {
      "Content-Type": file.mime,
      "Content-Disposition": attachment(file.name, "inline"),
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Cache-Control": "private, no-store",
    },
  });
}
