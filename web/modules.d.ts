declare module "*?url" {
  const url: string;
  export default url;
}

declare module "*.css";

/** The part of Turbo 8 the house uses; the package brings no types. */
declare module "@hotwired/turbo" {
  export const config: { drive: { progressBarDelay: number } };
  export const session: { refresh(url: string): void };
  export function visit(
    location: string,
    options?: {
      action?: "advance" | "replace";
      response?: { statusCode: number; responseHTML: string; redirected: boolean };
    },
  ): void;
}

interface HTMLElementTagNameMap {
  "turbo-frame": HTMLElement & { reload(): Promise<void> };
}

/** The events of a service worker (lib.webworker, which cannot stand beside lib.dom). */
interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface WindowEventMap {
  install: ExtendableEvent;
  activate: ExtendableEvent;
  fetch: FetchEvent;
}
