import { useRef, useState } from "react";
import {
  type Crop,
  centredCrop,
  dragCrop,
  isSameCrop,
  type Point,
  roundCrop,
  type Size,
} from "../lib/crop";

/**
 * The crop of the picture, once the size of the picture is known. Keeps fractions of a pixel,
 * because slow drags would not move the picture otherwise.
 */
export function useCrop(start: Crop | null, onCrop: (crop: Crop) => void) {
  const [picture, setPicture] = useState<Size | null>(null);
  const [crop, setCrop] = useState<Crop | null>(null);
  // Several events may arrive before the next render.
  const latest = useRef(crop);
  const update = (next: Crop) => {
    latest.current = next;
    setCrop(next);
  };
  return {
    picture,
    crop,
    show(size: Size) {
      setPicture(size);
      update(start ?? centredCrop(size));
    },
    drag(from: Point, to: Point, factor?: number) {
      const current = latest.current;
      const next = current && picture && dragCrop(current, picture, from, to, factor);
      if (!next || isSameCrop(current, next)) {
        return false;
      }
      update(next);
      onCrop(roundCrop(next, picture));
      return true;
    },
  };
}
