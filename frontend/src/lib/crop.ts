/** A square of a picture, in its own pixels once it is upright; what the API takes is whole. */
export interface Crop {
  x: number;
  y: number;
  size: number;
}

/** Of a picture, upright. */
export interface Size {
  width: number;
  height: number;
}

/** A place on the stage: 0 to 1 from the left and from the top. */
export interface Point {
  x: number;
  y: number;
}

export const centre: Point = { x: 0.5, y: 0.5 };

/** Nothing smaller is worth showing, in pixels; small pictures cannot be zoomed. */
const minSize = 128;
const maxFactor = 8;

/** What is shown as long as nobody has chosen: the middle, as large as possible. */
export function centredCrop(picture: Size): Crop {
  const size = shorterSide(picture);
  return { x: (picture.width - size) / 2, y: (picture.height - size) / 2, size };
}

/** Brings what is at one place of the stage to another, enlarged by a factor, as far as the picture goes. */
export function dragCrop(crop: Crop, picture: Size, from: Point, to: Point, factor = 1): Crop {
  const whole = shorterSide(picture);
  const size = clamp(crop.size / factor, whole / maxZoom(picture), whole);
  return {
    // In brackets: what is not moved stays exactly where it is.
    x: clamp(crop.x + (from.x * crop.size - to.x * size), 0, picture.width - size),
    y: clamp(crop.y + (from.y * crop.size - to.y * size), 0, picture.height - size),
    size,
  };
}

/** How much larger than at first the picture is shown: 1 or more. */
export function zoomLevel(crop: Crop, picture: Size): number {
  return shorterSide(picture) / crop.size;
}

/** The largest zoom a picture has enough pixels for. */
export function maxZoom(picture: Size): number {
  return clamp(shorterSide(picture) / minSize, 1, maxFactor);
}

/** Where in the picture a crop is: 0 to 1 of the way it can go from the left and from the top. */
export function cropPosition(crop: Crop, picture: Size): Point {
  const way = (from: number, room: number) => (room > 0 ? from / room : 0.5);
  return {
    x: way(crop.x, picture.width - crop.size),
    y: way(crop.y, picture.height - crop.size),
  };
}

/** Whether both show the same. */
export function isSameCrop(one: Crop, other: Crop): boolean {
  return one.x === other.x && one.y === other.y && one.size === other.size;
}

/** The same in whole pixels, still inside the picture. */
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
