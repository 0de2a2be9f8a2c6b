/**
 * A square part of a picture, in pixels of the upright picture. The API takes whole numbers only.
 */
export interface Crop {
  x: number;
  y: number;
  size: number;
}

/** The size of an upright picture. */
export interface Size {
  width: number;
  height: number;
}

/** A point on the stage: 0 to 1 from the left and from the top. */
export interface Point {
  x: number;
  y: number;
}

export const centre: Point = { x: 0.5, y: 0.5 };

/** The smallest crop in pixels. Smaller pictures cannot be zoomed. */
const minSize = 128;
const maxFactor = 8;

/** Returns the default crop: the largest square in the middle. */
export function centredCrop(picture: Size): Crop {
  const size = shorterSide(picture);
  return { x: (picture.width - size) / 2, y: (picture.height - size) / 2, size };
}

/**
 * Moves the picture from one point of the stage to another and scales it, within the limits of the
 * picture.
 */
export function dragCrop(crop: Crop, picture: Size, from: Point, to: Point, factor = 1): Crop {
  const whole = shorterSide(picture);
  const size = clamp(crop.size / factor, whole / maxZoom(picture), whole);
  return {
    // The brackets keep an unmoved picture exactly in place, without rounding errors.
    x: clamp(crop.x + (from.x * crop.size - to.x * size), 0, picture.width - size),
    y: clamp(crop.y + (from.y * crop.size - to.y * size), 0, picture.height - size),
    size,
  };
}

/** How much larger than at first the picture is shown: 1 or more. */
export function zoomLevel(crop: Crop, picture: Size): number {
  return shorterSide(picture) / crop.size;
}

/** The largest zoom that the picture has enough pixels for. */
export function maxZoom(picture: Size): number {
  return clamp(shorterSide(picture) / minSize, 1, maxFactor);
}

/**
 * Returns the position of a crop: 0 to 1 of the distance that it can move from the left and from
 * the top.
 */
export function cropPosition(crop: Crop, picture: Size): Point {
  const share = (from: number, room: number) => (room > 0 ? from / room : 0.5);
  return {
    x: share(crop.x, picture.width - crop.size),
    y: share(crop.y, picture.height - crop.size),
  };
}

/** Whether two crops are equal. */
export function isSameCrop(first: Crop, second: Crop): boolean {
  return first.x === second.x && first.y === second.y && first.size === second.size;
}

/** Rounds a crop to whole pixels inside the picture. */
export function roundCrop(crop: Crop, picture: Size): Crop {
  const size = Math.round(crop.size);
  return {
    x: clamp(Math.round(crop.x), 0, picture.width - size),
    y: clamp(Math.round(crop.y), 0, picture.height - size),
    size,
  };
}

function shorterSide({ width, height }: Size): number {
  return Math.min(width, height);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
