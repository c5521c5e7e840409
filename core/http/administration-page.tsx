import type { Context } from "hono";
import { assertMay, isAdministrator, permission } from "../access/index.ts";
import type { House, StandInAddresses } from "../system.ts";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Facts } from "../ui/facts.tsx";
import { Icon } from "../ui/icon.tsx";
import { useText } from "../ui/language.ts";
import { Notice } from "../ui/notice.tsx";
import type { NavigationItem } from "../ui/shell.ts";
import { answerPage } from "./answer.tsx";
import type { HttpEnv } from "./env.ts";
import { requireSession } from "./guard.ts";

const seeAdministration = permission(
  "administration.see",
  {
    vi: "Quản trị viên được mở trang quản trị và xem cấu hình của hệ thống",
    en: "Administrators may open the administration page and see how the system is configured",
  },
  isAdministrator(),
);

const HERE = "/administration";

/** GET /administration: every place of administration this person may go to, and how the installation is set up. */
export async function administrationPage(c: Context<HttpEnv>): Promise<Response> {
  assertMay(requireSession(c).actor, seeAdministration, undefined);
  const { navigation } = await c.var.shell();
  const own = navigation.find(({ items }) => items.some(({ href }) => href === HERE));
  const places = navigation.flatMap((group) =>
    group.items.filter(({ href }) => href !== HERE && (group === own || href.startsWith(`${HERE}/`))),
  );
  const { house } = c.var;
  return await answerPage(c, {
    title: { vi: "Trang quản trị", en: "Administration" },
    lead: {
      vi: "Các việc của người quản trị hệ thống.",
      en: "What an administrator of the system does.",
    },
    children: (
      <>
        <Places places={places} />
        <Installation house={house} />
        {house.services.standIns && <StandIns addresses={house.services.standIns} />}
      </>
    ),
  });
}

function Places({ places }: { places: readonly NavigationItem[] }) {
  const text = useText();
  if (places.length === 0) {
    return (
      <EmptyState
        icon="settings"
        title={{ vi: "Chưa có mục nào", en: "Nothing here" }}
        explanation={{
          vi: "Các mục quản trị hiện ở đây khi hệ thống tương ứng được bật.",
          en: "Places appear here when their system is switched on.",
        }}
      />
    );
  }
  return (
    <ul class="places">
      {places.map((place) => (
        <li key={place.href} class="place">
          <Icon name={place.icon} />
          <div>
            <a class="task-link" href={place.href}>
              {text(place.label)}
            </a>
            {place.hint && <p class="task-hint">{text(place.hint)}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Installation({ house }: { house: House }) {
  const text = useText();
  const { config } = house;
  return (
    <Card title={{ vi: "Cấu hình đang dùng", en: "Configuration in use" }}>
      <Facts
        facts={[
          {
            term: { vi: "Chế độ", en: "Mode" },
            value: text(
              config.mode === "demo"
                ? { vi: "Trình diễn (MODE=demo)", en: "Demonstration (MODE=demo)" }
                : { vi: "Vận hành (MODE=production)", en: "Production (MODE=production)" },
            ),
          },
          { term: { vi: "Địa chỉ", en: "Address" }, value: config.baseUrl },
          { term: { vi: "Thư mục dữ liệu", en: "Data folder" }, value: config.dataDirectory },
          {
            term: { vi: "Cơ sở dữ liệu", en: "Database" },
            value: text(
              config.databaseUrl === undefined
                ? { vi: "PostgreSQL đi kèm", en: "embedded PostgreSQL" }
                : {
                    vi: "Máy chủ PostgreSQL riêng (DATABASE_URL)",
                    en: "a PostgreSQL of your own (DATABASE_URL)",
                  },
            ),
          },
          {
            term: { vi: "Trục liên thông", en: "Interchange axis" },
            value: config.axis
              ? `${config.axis.endpoint} (${config.axis.systemId})`
              : text({ vi: "chưa kết nối", en: "not connected" }),
          },
          {
            term: { vi: "Gói tin lớn nhất", en: "Largest message" },
            value: `${Math.floor(config.maxMessageBytes / 1024 / 1024)} MB`,
          },
        ]}
      />
    </Card>
  );
}

function StandIns({ addresses }: { addresses: StandInAddresses }) {
  const text = useText();
  const rows = [
    {
      href: addresses.axisPage,
      name: { vi: "Trục liên thông văn bản quốc gia", en: "National document interchange axis" },
      hint: {
        vi: "Xem văn bản đang qua trục; bật thử lỗi chậm, đứt, trùng.",
        en: "Messages on the axis; switch on slowness, cuts and duplicates.",
      },
    },
    {
      href: addresses.agencies,
      name: { vi: "Các cơ quan mô phỏng", en: "Simulated agencies" },
      hint: { vi: "Bộ, ngành nhận và trả lời văn bản.", en: "Ministries that receive and answer." },
    },
    {
      href: addresses.certificateAuthority,
      name: { vi: "Cơ quan cấp chứng thư số", en: "Certificate authority" },
      hint: { vi: "Chứng thư số gốc và danh sách thu hồi.", en: "Root certificate and revocation list." },
    },
    {
      href: addresses.timestampAuthority,
      name: { vi: "Cơ quan cấp dấu thời gian", en: "Timestamp authority" },
      hint: { vi: "Dịch vụ RFC 3161.", en: "RFC 3161 service." },
    },
    {
      href: addresses.remoteSigning,
      name: { vi: "Điện thoại ký số từ xa", en: "The phone of remote signing" },
      hint: { vi: "Xem mã xác nhận, đồng ý hoặc từ chối ký.", en: "See the code, agree or decline." },
    },
    {
      href: addresses.signService,
      name: { vi: "Phần mềm ký số tại máy người ký", en: "Signing program at the signer's computer" },
      hint: {
        vi: "Chọn thiết bị (token) đang cắm; bật thử sai mã PIN, mất thiết bị, sửa văn bản.",
        en: "Choose the token; switch on a wrong PIN, a missing token, a changed document.",
      },
    },
    {
      href: addresses.servicePortal,
      name: { vi: "Cổng Dịch vụ công quốc gia, VNeID", en: "National service portal, VNeID" },
      hint: {
        vi: "Người dân và doanh nghiệp mô phỏng đăng nhập tại đây.",
        en: "Where made-up citizens and businesses sign in.",
      },
    },
    {
      href: addresses.portalAdapterPage,
      name: {
        vi: "Đồng bộ hồ sơ với Cổng Dịch vụ công quốc gia",
        en: "Synchronisation with the service portal",
      },
      hint: {
        vi: "Xem hồ sơ, tiến trình đã nhận; nộp một hồ sơ tại cổng; bật thử lỗi.",
        en: "Dossiers and progress that came; file one there; switch on failures.",
      },
    },
  ];
  return (
    <Card title={{ vi: "Hệ thống quốc gia mô phỏng", en: "Stand-ins of the national systems" }}>
      <Notice tone="attention">
        {text({
          vi: "Chỉ có trong chế độ trình diễn. Chữ ký, dấu thời gian và văn bản đi qua đây không có giá trị pháp lý.",
          en: "In demo mode only. Signatures, timestamps and messages from here have no legal value.",
        })}
      </Notice>
      <Facts
        facts={rows.flatMap(({ href, name, hint }) =>
          href === undefined
            ? []
            : [
                {
                  term: name,
                  value: (
                    <>
                      <a href={href}>{href}</a>
                      <p class="task-hint">{text(hint)}</p>
                    </>
                  ),
                },
              ],
        )}
      />
    </Card>
  );
}
