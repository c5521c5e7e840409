import type { Act } from "../../../../core/signing/index.ts";
import { plugInSettings, plugInStandIn } from "../../../../core/signing/index.ts";
import { Actions, Button, Card, Form, Notice, useText } from "../../../../core/ui/index.ts";
import type { ActionView } from "./action-page.tsx";

/**
 * Signing with the token at this computer. The script calls the plug-in; without script or plug-in the words say what
 * to do, and every other kind of key stays at hand above.
 *
 * @param open the attempt that is still open, shown again after a reload
 */
export function PlugInSigning({ view, open }: { view: ActionView<unknown>; open: Act | undefined }) {
  const text = useText();
  const base = `/outgoing/${view.document.id}`;
  const call = view.document.state === "checked" ? "vgca_sign_approved" : "vgca_sign_issued";
  const settings = plugInSettings(view.house);
  return (
    <Card
      title={{
        vi: "Ký bằng thiết bị (token) cắm tại máy tính này",
        en: "Sign with the token at this computer",
      }}
    >
      <div
        class="stack"
        data-island="plug-in"
        data-begin={`${base}/plug-in`}
        data-done={base}
        data-call={call}
        data-socket={new URL(settings.actions[call], settings.address).href}
        data-seconds={settings.seconds}
      >
        <p>
          {text({
            vi: "Cần phần mềm ký số VGCA Sign Service của Ban Cơ yếu Chính phủ đang chạy và thiết bị đã cắm. Mã PIN nhập trong cửa sổ của phần mềm đó, hệ thống này không nhìn thấy; vị trí chữ ký cũng chọn ở đó.",
            en: "The VGCA Sign Service program must be running and the token plugged in. The PIN is typed in its window; this system never sees it; the place of the signature is chosen there too.",
          })}
        </p>
        <StandInHint page={plugInStandIn(view.house)} />
        <noscript>
          <Notice tone="info">
            {text({
              vi: "Trình duyệt đang tắt JavaScript nên không gọi được phần mềm ký. Hãy bật lại, hoặc chọn cách ký khác ở trên.",
              en: "JavaScript is off, so the program cannot be called. Turn it on, or choose another way above.",
            })}
          </Notice>
        </noscript>
        <div data-say role="status" />
        <p>
          <button type="button" class="button" data-start hidden>
            {text({ vi: "Ký bằng thiết bị", en: "Sign with the token" })}
          </button>
        </p>
      </div>
      {open?.kind === "plug-in" && (
        <Form action={`${base}/plug-in/cancel`} method="post">
          <Notice tone="attention">
            {text({
              vi: "Một lượt ký bằng thiết bị đang chờ. Ký tiếp trong cửa sổ của phần mềm, bấm ký lại, hoặc hủy.",
              en: "Signing with the token is under way. Go on in its window, start again, or cancel.",
            })}
          </Notice>
          <Actions>
            <Button>{text({ vi: "Hủy lượt ký", en: "Cancel signing" })}</Button>
          </Actions>
        </Form>
      )}
    </Card>
  );
}

/** In a demonstration nobody has the program: a simulated one answers, and its page is one step away. */
function StandInHint({ page }: { page: string | undefined }) {
  const text = useText();
  if (page === undefined) return null;
  return (
    <p>
      {text({
        vi: "Bản trình diễn: một phần mềm mô phỏng chạy sẵn và tự cắm thiết bị của người ký. Đổi thiết bị hoặc bật thử lỗi tại ",
        en: "In the demonstration a simulated program is running, with the signer's token plugged in. Change the token or switch on a fault at ",
      })}
      <a href={page} target="_blank" rel="noopener">
        {text({ vi: "phần mềm ký số mô phỏng", en: "the simulated signing program" })}
      </a>
      .
    </p>
  );
}
