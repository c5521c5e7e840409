export { Brand, MountainMark } from "./brand.tsx";
export { Actions, Button, type ButtonKind, LinkButton } from "./button.tsx";
export { Card } from "./card.tsx";
export {
  DeadlineChip,
  type DeadlineStanding,
  PersonChip,
  StateChip,
  UnitChip,
  type WorkingTime,
} from "./chips.tsx";
export { Checkboxes, Radios } from "./choice-fields.tsx";
export { Confirmation, ConfirmQuestion } from "./confirmation.tsx";
export { contentSecurityPolicy } from "./csp.ts";
export { DateField } from "./date-field.tsx";
export { EmptyState } from "./empty-state.tsx";
export { ErrorSummary, type FieldErrors } from "./error-summary.tsx";
export { type Fact, Facts } from "./facts.tsx";
export { Field, FieldGroup, type FieldProps, fieldId, fieldWiring } from "./field.tsx";
export { FileDrop, type KeptFile } from "./file-drop.tsx";
export { Form } from "./form.tsx";
export * from "./format.ts";
export { Icon, type IconName } from "./icon.tsx";
export {
  type Language,
  parseLanguage,
  say,
  useLanguage,
  useText,
  type Wording,
  type Words,
} from "./language.ts";
export { LongWork, type WorkStanding } from "./long-work.tsx";
export { Notice, type Tone } from "./notice.tsx";
export { type Crumb, Page, type PageProps } from "./page.tsx";
export type { PageHelp } from "./page-help.tsx";
export { Pagination, type PaginationProps } from "./pagination.tsx";
export { PdfViewer } from "./pdf-viewer.tsx";
export { PublicPage, type PublicPageProps } from "./public-page.tsx";
export {
  expandRecipients,
  type RecipientGroup,
  type RecipientNode,
  RecipientPicker,
} from "./recipient-picker.tsx";
export { type Column, RegisterTable, type RegisterTableProps, type Sorting } from "./register-table.tsx";
export { renderFragment, renderPage } from "./render.ts";
export { type Option, SelectField } from "./select-field.tsx";
export {
  defaultAddresses,
  type Flash,
  type HeldPosition,
  type NavigationGroup,
  type NavigationItem,
  type PageAssets,
  type Shell,
  type ShellAddresses,
  useShell,
  type Viewer,
} from "./shell.ts";
export { SignaturePlacement } from "./signature-placement.tsx";
export { SplitView } from "./split-view.tsx";
export { SquareCode } from "./square-code.tsx";
export { ArrivalStamp, type Urgency, UrgencyStamp } from "./stamps.tsx";
export { type Step, Steps } from "./steps.tsx";
export { type Tab, Tabs } from "./tabs.tsx";
export { type Task, TaskList } from "./task-list.tsx";
export { TextArea } from "./text-area.tsx";
export { TextField } from "./text-field.tsx";
export { Timeline, type TimelineEntry } from "./timeline.tsx";
export { type SignaturePlace, type Verdict, VerdictCard, type VerdictCardProps } from "./verdict-card.tsx";
export { compareNames, foldVietnamese } from "./vietnamese.ts";
