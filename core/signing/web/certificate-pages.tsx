import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import { assertMay, may } from "../../access/index.ts";
import { findOrganisation } from "../../directory/index.ts";
import { FormRefusal, notFound, Refusal } from "../../errors.ts";
import { answerPage, type HttpEnv, redirectTo, requireSession } from "../../http/index.ts";
import { transact } from "../../transaction/index.ts";
import {
  ConfirmQuestion,
  ErrorSummary,
  type FieldErrors,
  LinkButton,
  Notice,
  useText,
} from "../../ui/index.ts";
import { activeCertificate, certificatesOf } from "../key-ring/certificates.ts";
import { keyRingOf } from "../key-ring/key-ring.ts";
import { endOutsideKey, heldKey, outsideKeysOf } from "../key-ring/outside-keys.ts";
import { ownerName } from "../key-ring/owner-name.ts";
import { listCertificates, manageCertificate } from "../key-ring/permissions.ts";
import { registerRemoteKey, registerTokenKey } from "../key-ring/register-outside-key.ts";
import { hasRemoteSigning } from "../key-ring/remote-client.ts";
import { renewDemoCertificate } from "../key-ring/renew-demo-certificate.ts";
import { replacePicture } from "../key-ring/replace-picture.ts";
import { stopCertificate } from "../key-ring/stop-certificate.ts";
import { uploadCertificate } from "../key-ring/upload-certificate.ts";
import type { HeldCertificate, KeyOwner } from "../service.ts";
import { CertificateCard } from "./certificate-card.tsx";
import { DemoNotice, History, PictureForm, UploadForm } from "./certificate-forms.tsx";
import { OutsideKeys, RemoteForm, TokenForm } from "./outside-key-cards.tsx";
import { readSmallUpload, type SmallUpload } from "./small-upload.ts";
import { addressOf, HERE, TITLE } from "./words.ts";

const ONE = "/signing/certificates/:kind{person|organisation}/:id{[0-9a-f-]{36}}";

/** /signing/certificates: one's own certificate and, for clerks, that of the organisation. */
export function certificatePages(app: Hono<HttpEnv>): void {
  app.get("/signing/certificates", async (c) => await showOwn(c));
  app.get(ONE, async (c) => await showOne(c, ownerOf(c), {}));
  app.post(ONE, async (c) => {
    const owner = ownerOf(c);
    const upload = await readSmallUpload(c);
    return await perform(c, owner, UPLOADED, async () => {
      const { actor } = requireSession(c);
      const [file, image] = [await upload.file("file"), await upload.file("image")];
      const input = { owner, file, image, pin: upload.text("pin"), ...requestOf(upload) };
      await uploadCertificate(c.var.house, actor, input);
    });
  });
  app.get(`${ONE}/picture`, async (c) => {
    const owner = ownerOf(c);
    assertMay(requireSession(c).actor, manageCertificate, owner);
    const row = await activeCertificate(c.var.house.database.queries, owner);
    if (!row) throw notFound();
    const bytes = await c.var.house.files.bytes(row.image_sha256);
    return c.body(new Uint8Array(bytes), 200, { "Content-Type": "image/png" });
  });
  app.post(`${ONE}/picture`, async (c) => {
    const owner = ownerOf(c);
    const upload = await readSmallUpload(c);
    return await perform(c, owner, PICTURE_CHANGED, async () => {
      const { actor } = requireSession(c);
      await replacePicture(c.var.house, actor, {
        owner,
        image: await upload.file("picture"),
        ...requestOf(upload),
      });
    });
  });
  app.post(`${ONE}/demo`, async (c) => {
    const owner = ownerOf(c);
    await renewDemoCertificate(c.var.house, requireSession(c).actor, owner);
    return redirectTo(c, addressOf(owner), { tone: "good", message: RENEWED });
  });
  outsideKeyRoutes(app);
  app.get(`${ONE}/stop`, async (c) => await askToStop(c, ownerOf(c)));
  app.post(`${ONE}/stop`, async (c) => {
    const owner = ownerOf(c);
    await stopCertificate(c.var.house, requireSession(c).actor, owner);
    return redirectTo(c, addressOf(owner), { tone: "attention", message: STOPPED });
  });
}

/** Keys at a remote service and on the server's signing device. */
function outsideKeyRoutes(app: Hono<HttpEnv>): void {
  app.post(`${ONE}/remote`, async (c) => {
    const owner = ownerOf(c);
    const upload = await readSmallUpload(c);
    return await perform(c, owner, KEY_ADDED, async () => {
      const input = { owner, image: undefined, userId: upload.text("userId"), ...requestOf(upload) };
      await registerRemoteKey(c.var.house, requireSession(c).actor, input);
    });
  });
  app.post(`${ONE}/token`, async (c) => {
    const owner = ownerOf(c);
    const upload = await readSmallUpload(c);
    return await perform(c, owner, KEY_ADDED, async () => {
      const [tokenLabel, keyLabel, pin] = [
        upload.text("tokenLabel"),
        upload.text("keyLabel"),
        upload.text("pin"),
      ];
      const input = { owner, image: undefined, tokenLabel, keyLabel, pin, ...requestOf(upload) };
      await registerTokenKey(c.var.house, requireSession(c).actor, input);
    });
  });
  app.post(`${ONE}/keys/:key{[0-9a-f-]{36}}/stop`, async (c) => {
    const owner = ownerOf(c);
    const { actor } = requireSession(c);
    assertMay(actor, manageCertificate, owner);
    await transact(c.var.house, { actor }, (tx) => endOutsideKey(tx, owner, c.req.param("key")));
    return redirectTo(c, addressOf(owner), { tone: "attention", message: STOPPED });
  });
}

const KEY_ADDED = { vi: "Đã thêm khóa ký.", en: "The key is added." };
const UPLOADED = {
  vi: "Đã lưu chứng thư số. Từ nay ký bằng chứng thư này.",
  en: "The certificate is kept. From now on it signs.",
};
const PICTURE_CHANGED = { vi: "Đã đổi hình.", en: "The picture is changed." };
const RENEWED = { vi: "Đã cấp chứng thư số thử nghiệm mới.", en: "A new demo certificate is made." };
const STOPPED = { vi: "Đã ngừng dùng chứng thư số.", en: "The certificate is no longer used." };

/** @throws Refusal not-found for anything but an owner's address */
function ownerOf(c: Context<HttpEnv>): KeyOwner {
  const [kind, id] = [c.req.param("kind"), c.req.param("id")];
  if (id === undefined || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw notFound();
  if (kind === "person" || kind === "organisation") return { kind, id };
  throw notFound();
}

function requestOf(upload: SmallUpload): { requestId?: string } {
  const id = upload.text("transactionId");
  return id.length >= 8 && id.length <= 100 ? { requestId: id } : {};
}

async function perform(
  c: Context<HttpEnv>,
  owner: KeyOwner,
  done: { readonly vi: string; readonly en: string },
  work: () => Promise<void>,
): Promise<Response> {
  try {
    await work();
  } catch (error) {
    if (error instanceof FormRefusal) return await showOne(c, owner, error.problems, 422);
    if (error instanceof Refusal && error.status === 409)
      return await showOne(c, owner, { "": error.sentence }, 409);
    throw error;
  }
  return redirectTo(c, addressOf(owner), { tone: "good", message: done });
}

async function showOwn(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const body = await findOrganisation(queries, actor.organisationId, new Date());
  const candidates: readonly { owner: KeyOwner; name: string }[] = [
    { owner: { kind: "person", id: actor.personId }, name: actor.fullName },
    { owner: { kind: "organisation", id: actor.organisationId }, name: body?.name ?? "" },
  ];
  const mine = [];
  for (const each of candidates) {
    if (!may(actor, manageCertificate, each.owner)) continue;
    mine.push({ ...each, held: await heldOrNothing(c, each.owner) });
  }
  return await answerPage(c, {
    title: TITLE,
    lead: {
      vi: "Chứng thư số dùng để ký văn bản: của bạn, và của cơ quan nếu bạn là văn thư.",
      en: "The certificates that sign documents: yours, and your organisation's if you are its clerk.",
    },
    actions: may(actor, listCertificates, undefined) && <ListLink />,
    children: mine.map(({ owner, name, held }) => (
      <CertificateCard
        key={owner.kind}
        title={titleOf(owner, name)}
        owner={owner}
        held={held}
        now={new Date()}
        actions={<ManageLink owner={owner} />}
      />
    )),
  });
}

async function showOne(
  c: Context<HttpEnv>,
  owner: KeyOwner,
  errors: FieldErrors,
  status: 200 | 409 | 422 = 200,
): Promise<Response> {
  const { house } = c.var;
  assertMay(requireSession(c).actor, manageCertificate, owner);
  const name = await ownerName(house.database.queries, owner);
  const held = await heldOrNothing(c, owner);
  const history = await certificatesOf(house.database.queries, owner);
  const elsewhere = (await outsideKeysOf(house.database.queries, owner)).map(heldKey);
  const demo = house.config.mode === "demo";
  const forms = { owner, held, errors, demo, transactionId: randomUUID() };
  const now = new Date();
  return await answerPage(
    c,
    {
      title: titleOf(owner, name),
      crumbs: [HERE],
      children: (
        <>
          <ErrorSummary errors={errors} />
          {demo && <DemoNotice owner={owner} transactionId={randomUUID()} />}
          {!demo && keyRingOf(house).trust.anchors.length === 0 && <NoTrust />}
          <CertificateCard
            title={{ vi: "Đang dùng", en: "In use" }}
            owner={owner}
            held={held}
            now={now}
            actions={held && <StopLink owner={owner} />}
          />
          {elsewhere.length > 0 && <OutsideKeys {...forms} keys={elsewhere} transactionId={randomUUID()} />}
          <UploadForm {...forms} />
          {hasRemoteSigning(house) && <RemoteForm {...forms} transactionId={randomUUID()} />}
          {house.config.pkcs11Module !== undefined && <TokenForm {...forms} transactionId={randomUUID()} />}
          {held && <PictureForm {...forms} transactionId={randomUUID()} />}
          {history.length > 0 && <History certificates={history} now={now} />}
        </>
      ),
    },
    status,
  );
}

/** The page must open while the demo authority is away, too. */
async function heldOrNothing(c: Context<HttpEnv>, owner: KeyOwner): Promise<HeldCertificate | undefined> {
  try {
    return await keyRingOf(c.var.house).signatures.heldCertificate(owner);
  } catch (error) {
    if (error instanceof Refusal && error.code === "signing.demo-authority") return undefined;
    throw error;
  }
}

async function askToStop(c: Context<HttpEnv>, owner: KeyOwner): Promise<Response> {
  assertMay(requireSession(c).actor, manageCertificate, owner);
  const name = await ownerName(c.var.house.database.queries, owner);
  return await answerPage(c, {
    title: titleOf(owner, name),
    crumbs: [HERE],
    width: "narrow",
    children: (
      <ConfirmQuestion
        question={{
          vi: `Ngừng dùng chứng thư số của ${name}?`,
          en: `Stop using the certificate of ${name}?`,
        }}
        consequences={[
          {
            vi: "Không ký được nữa cho đến khi tải chứng thư khác lên. Khóa lưu ở đây bị hủy ngay, không lấy lại được.",
            en: "Nothing more can be signed until another one is uploaded. The key kept here is destroyed at once.",
          },
          {
            vi: "Văn bản đã ký vẫn hợp lệ. Nếu lộ mã PIN hoặc mất khóa, hãy báo ngay tổ chức cấp để thu hồi chứng thư.",
            en: "Signed documents stay valid. If the PIN leaked or the key was lost, tell the issuing authority at once to revoke it.",
          },
        ]}
        action={`${addressOf(owner)}/stop`}
        confirmLabel={{ vi: "Ngừng dùng", en: "Stop using it" }}
        danger
        cancelHref={addressOf(owner)}
      />
    ),
  });
}

function titleOf(owner: KeyOwner, name: string): { vi: string; en: string } {
  return owner.kind === "person"
    ? { vi: `Chứng thư số của ${name}`, en: `Certificate of ${name}` }
    : { vi: `Chứng thư số của cơ quan: ${name}`, en: `Certificate of the organisation: ${name}` };
}

function ManageLink({ owner }: { owner: KeyOwner }) {
  const text = useText();
  return (
    <LinkButton href={addressOf(owner)}>
      {owner.kind === "person"
        ? text({ vi: "Quản lý chứng thư của tôi", en: "Manage my certificate" })
        : text({ vi: "Quản lý chứng thư của cơ quan", en: "Manage the organisation's certificate" })}
    </LinkButton>
  );
}

function StopLink({ owner }: { owner: KeyOwner }) {
  const text = useText();
  return (
    <LinkButton href={`${addressOf(owner)}/stop`} kind="quiet">
      {text({ vi: "Ngừng dùng", en: "Stop using it" })}
    </LinkButton>
  );
}

function ListLink() {
  const text = useText();
  return (
    <LinkButton href="/signing/certificates/all">
      {text({ vi: "Mọi chứng thư số", en: "All certificates" })}
    </LinkButton>
  );
}

function NoTrust() {
  const text = useText();
  return (
    <Notice
      tone="attention"
      title={{ vi: "Chưa khai báo tổ chức chứng thực", en: "No authority is configured" }}
    >
      {text({
        vi: "Hệ thống chưa có chứng thư gốc nào để tin cậy nên mọi chữ ký sẽ bị coi là chưa công nhận. Quản trị viên cần đặt TRUST_FILES rồi khởi động lại.",
        en: "The platform trusts no root yet, so no signature can be accepted. The administrator sets TRUST_FILES and restarts.",
      })}
    </Notice>
  );
}
