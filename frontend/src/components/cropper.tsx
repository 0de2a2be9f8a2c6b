import { type KeyboardEvent, useId, useRef, useState } from "react";
import {
  type Crop,
  centre,
  dragged,
  maxZoom,
  middle,
  type Place,
  type Size,
  whole,
  zoomOf,
} from "../crop";
import { perLanguage } from "../language";
import { useMessages } from "../messages";
import styles from "./cropper.module.css";
import { useGestures } from "./use-gestures";

interface CropperProps {
  /** Of the picture. */
  url: string;
  /** What was chosen before, if anything. */
  start: Crop | null;
  /** Called with each change; what was never changed is the middle. */
  onCrop: (crop: Crop) => void;
  /** The browser cannot show the picture. */
  onBroken: () => void;
}

const percent = perLanguage((locale) => new Intl.NumberFormat(locale, { style: "percent" }));

/** What an arrow key moves, as a share of the stage; with shift, more. */
const step = 0.02;
const stride = 0.1;
const arrows: Readonly<Record<string, Place>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
const zoomKeys: Readonly<Record<string, number>> = { "+": 1.1, "=": 1.1, "-": 1 / 1.1 };

/** The picture behind a round window, as it will be shown: moved and zoomed by mouse, touch or keys. */
export function Cropper({ url, start, onCrop, onBroken }: CropperProps) {
  const text = useMessages("crop");
  const hint = useId();
  const stage = useRef<HTMLDivElement>(null);
  const { picture, crop, show, drag } = useCrop(start, onCrop);
  const gestures = useGestures(stage, drag, (at) => drag(at, centre));
  return (
    <div className={styles.cropper}>
      <div
        ref={stage}
        className={styles.stage}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move what is in it
        tabIndex={0}
        role="application"
        aria-label={text.label}
        aria-describedby={hint}
        onKeyDown={(event) => press(event, drag)}
        {...gestures}
      >
        <img
          className={styles.picture}
          src={url}
          alt=""
          draggable={false}
          style={crop && picture ? laidOut(crop, picture) : {}}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            show({ width: naturalWidth, height: naturalHeight })
          }
          onError={onBroken}
        />
      </div>
      {crop && picture && maxZoom(picture) > 1 ? (
        <label className={styles.zoom}>
          <span>{text.zoom}</span>
          <input
            type="range"
            min={1}
            max={maxZoom(picture)}
            step="any"
            value={zoomOf(crop, picture)}
            aria-valuetext={percent().format(zoomOf(crop, picture))}
            onChange={(event) =>
              drag(centre, centre, event.currentTarget.valueAsNumber / zoomOf(crop, picture))
            }
          />
        </label>
      ) : null}
      <p id={hint} className={styles.hint}>
        {text.hint}
      </p>
    </div>
  );
}

/** What of the picture is shown, once its size is known. Fractions are kept: else slow drags would not move. */
function useCrop(start: Crop | null, onCrop: (crop: Crop) => void) {
  const [picture, setPicture] = useState<Size | null>(null);
  const [crop, setCrop] = useState<Crop | null>(null);
  // More than one event may come before the next rendering.
  const latest = useRef(crop);
  const set = (next: Crop) => {
    latest.current = next;
    setCrop(next);
  };
  return {
    picture,
    crop,
    show(size: Size) {
      setPicture(size);
      set(start ?? middle(size));
    },
    drag(from: Place, to: Place, factor?: number) {
      if (picture && latest.current) {
        const next = dragged(latest.current, picture, from, to, factor);
        set(next);
        onCrop(whole(next, picture));
      }
    },
  };
}

function press(event: KeyboardEvent, drag: ReturnType<typeof useCrop>["drag"]): void {
  const arrow = arrows[event.key];
  const factor = zoomKeys[event.key];
  if (arrow) {
    const far = event.shiftKey ? stride : step;
    drag(centre, { x: centre.x + arrow.x * far, y: centre.y + arrow.y * far });
  } else if (factor) {
    drag(centre, centre, factor);
  } else {
    return;
  }
  // The arrows would scroll the page, too.
  event.preventDefault();
}

/** Of the picture behind the window, so that the crop fills it. */
function laidOut({ x, y, size }: Crop, { width, height }: Size) {
  const share = (pixels: number) => `${(pixels / size) * 100}%`;
  return {
    inlineSize: share(width),
    blockSize: share(height),
    insetInlineStart: share(-x),
    insetBlockStart: share(-y),
  };
}
