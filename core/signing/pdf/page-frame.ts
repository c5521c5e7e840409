import type { PdfView } from "./document.ts";
import { type PdfPage, pageBox, type Rect, rectOf } from "./pages.ts";

export type Rotation = 0 | 90 | 180 | 270;

/**
 * How a page is seen: turned by /Rotate, cut by /CropBox, measured by /UserUnit (ISO 32000-2 section 7.7.3.3). Places
 * prescribed by law ("top right", "on its left", "36 mm") are places on the page as it is seen.
 */
export interface PageFrame {
  /** The visible box in user space. */
  readonly box: Rect;
  /** Degrees clockwise by which the page is turned for the reader. */
  readonly rotation: Rotation;
  /** Points (1/72 inch) in one unit of user space. */
  readonly unit: number;
  /** Of the page as it is seen, in points. */
  readonly width: number;
  readonly height: number;
}

/** The frame of a page; odd values of /Rotate and /UserUnit count as none. */
export function pageFrame(view: PdfView, page: PdfPage): PageFrame {
  const box = visibleBox(pageBox(view, page), rectOf(view, page.inherited.get("MediaBox")));
  const userUnit = view.number(page.dict.get("UserUnit")) ?? 1;
  const unit = userUnit >= 0.01 && userUnit <= 1000 ? userUnit : 1;
  const rotation = rotationOf(view.number(page.inherited.get("Rotate")) ?? 0);
  const upright = rotation === 0 || rotation === 180;
  return {
    box,
    rotation,
    unit,
    width: (upright ? box.width : box.height) * unit,
    height: (upright ? box.height : box.width) * unit,
  };
}

/** From points on the page as seen (from its lower left corner) to user space. */
export function toUserSpace({ box, rotation, unit }: PageFrame, seen: Rect): Rect {
  const [x, y, width, height] = [seen.x / unit, seen.y / unit, seen.width / unit, seen.height / unit];
  switch (rotation) {
    case 0:
      return { x: box.x + x, y: box.y + y, width, height };
    case 90:
      return { x: box.x + box.width - y - height, y: box.y + x, width: height, height: width };
    case 180:
      return { x: box.x + box.width - x - width, y: box.y + box.height - y - height, width, height };
    case 270:
      return { x: box.x + y, y: box.y + box.height - x - width, width: height, height: width };
  }
}

/** From user space to points on the page as seen; the inverse of {@link toUserSpace}. */
export function asSeen({ box, rotation, unit }: PageFrame, rect: Rect): Rect {
  const [left, bottom] = [rect.x - box.x, rect.y - box.y];
  const right = box.width - left - rect.width;
  const top = box.height - bottom - rect.height;
  const turned = rotation === 90 || rotation === 270;
  const [x, y] = {
    0: [left, bottom] as const,
    90: [bottom, right] as const,
    180: [right, top] as const,
    270: [top, left] as const,
  }[rotation];
  return {
    x: x * unit,
    y: y * unit,
    width: (turned ? rect.height : rect.width) * unit,
    height: (turned ? rect.width : rect.height) * unit,
  };
}

/** Moves a rectangle so that it lies on the page as seen. */
export function keepOnPage(frame: PageFrame, seen: Rect): Rect {
  const x = Math.max(0, Math.min(seen.x, frame.width - seen.width));
  const y = Math.max(0, Math.min(seen.y, frame.height - seen.height));
  return { ...seen, x, y };
}

/** A crop box reaches no further than its media box. */
function visibleBox(crop: Rect, media: Rect | undefined): Rect {
  if (media === undefined) return crop;
  const x = Math.max(crop.x, media.x);
  const y = Math.max(crop.y, media.y);
  const width = Math.min(crop.x + crop.width, media.x + media.width) - x;
  const height = Math.min(crop.y + crop.height, media.y + media.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : media;
}

function rotationOf(degrees: number): Rotation {
  const turned = ((degrees % 360) + 360) % 360;
  return turned === 90 || turned === 180 || turned === 270 ? turned : 0;
}
