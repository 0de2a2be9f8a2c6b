import { type KeyboardEvent, useId, useRef } from "react";
import { useDebouncedAnnouncement } from "../hooks/use-debounced-announcement";
import { perLanguage } from "../i18n/language";
import { getMessages, useMessages } from "../i18n/messages";
import {
  type Crop,
  centre,
  cropPosition,
  maxZoom,
  type Point,
  type Size,
  zoomLevel,
} from "../lib/crop";
import { rotatedAs } from "../lib/picture-size";
import styles from "./cropper.module.css";
import { useCrop } from "./use-crop";
import { type Drag, useGestures } from "./use-gestures";

interface CropperProps {
  /** Address of the picture. */
  url: string;
  /** The size of the picture in the file, if the browser may report another one. */
  storedSize: Size | null;
  /** The crop that was chosen before, or null. */
  start: Crop | null;
  /** Called with each change. Without a call the crop is the middle. */
  onCrop: (crop: Crop) => void;
  /** Called when the browser shows the picture distorted, so that no square of it can be chosen. */
  onDistorted: () => void;
  /** Called when the browser cannot show the picture. */
  onBroken: () => void;
}

const percent = perLanguage((locale) => new Intl.NumberFormat(locale, { style: "percent" }));
/** With a decimal, so that each key press announces a new value. */
const position = perLanguage(
  (locale) => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }),
);

/** How far an arrow key moves the picture, as a share of the stage; and with Shift. */
const step = 0.02;
const largeStep = 0.1;
/** An arrow key moves the slider by one step. With the step "any", Firefox zooms by 100 %. */
const sliderSteps = 100;
const arrows: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
const zoomKeys: Readonly<Record<string, number>> = { "+": 1.1, "=": 1.1, "-": 1 / 1.1 };

/**
 * Shows the picture behind a round window and lets the user move and zoom it by mouse, touch or
 * keyboard.
 */
export function Cropper(props: CropperProps) {
  const { url, storedSize, start, onCrop, onDistorted, onBroken } = props;
  const text = useMessages("crop");
  const hint = useId();
  const stage = useRef<HTMLDivElement>(null);
  const { picture, crop, show, drag } = useCrop(start, onCrop);
  const { announcement, announceSoon } = useDebouncedAnnouncement(
    crop && picture ? describeCrop(crop, picture) : "",
  );
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
        onKeyDown={(event) => {
          if (handleKey(event, drag)) {
            announceSoon();
          }
        }}
        {...gestures}
      >
        <img
          className={styles.picture}
          src={url}
          alt=""
          draggable={false}
          style={crop && picture ? imageStyle(crop, picture) : {}}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
            const shown = { width: naturalWidth, height: naturalHeight };
            const size = storedSize ? rotatedAs(shown, storedSize) : shown;
            if (size) {
              show(size);
            } else {
              onDistorted();
            }
          }}
          onError={onBroken}
        />
      </div>
      {crop && picture && maxZoom(picture) > 1 ? (
        <ZoomSlider
          zoom={zoomLevel(crop, picture)}
          max={maxZoom(picture)}
          onZoom={(factor) => drag(centre, centre, factor)}
        />
      ) : null}
      <p id={hint} className={styles.hint}>
        {hintFor(picture)}
      </p>
      <p className="visually-hidden" role="status">
        {announcement}
      </p>
    </div>
  );
}

interface ZoomSliderProps {
  zoom: number;
  max: number;
  /** Called with the factor by which the zoom changes. */
  onZoom: (factor: number) => void;
}

function ZoomSlider({ zoom, max, onZoom }: ZoomSliderProps) {
  const text = useMessages("crop");
  return (
    <label className={styles.zoom}>
      <span>{text.zoom}</span>
      <input
        type="range"
        min={1}
        max={max}
        step={(max - 1) / sliderSteps}
        value={zoom}
        aria-valuetext={percent().format(zoom)}
        onChange={(event) => onZoom(event.currentTarget.valueAsNumber / zoom)}
      />
    </label>
  );
}

/** Moves or zooms for a key press. Returns whether the key is one of the cropper's. */
function handleKey(event: KeyboardEvent, drag: Drag): boolean {
  const arrow = arrows[event.key];
  const factor = zoomKeys[event.key];
  if (arrow) {
    const distance = event.shiftKey ? largeStep : step;
    drag(centre, { x: centre.x + arrow.x * distance, y: centre.y + arrow.y * distance });
  } else if (factor) {
    drag(centre, centre, factor);
  } else {
    return false;
  }
  // Arrow keys would scroll the page too.
  event.preventDefault();
  return true;
}

/**
 * The hint fits the picture: a small one cannot be zoomed, and a square one must be zoomed before
 * it can be moved.
 */
function hintFor(picture: Size | null): string {
  const { hints } = getMessages("crop");
  if (!picture) {
    return hints.usual;
  }
  const isSquare = picture.width === picture.height;
  if (maxZoom(picture) > 1) {
    return isSquare ? hints.square : hints.usual;
  }
  return isSquare ? hints.smallSquare : hints.small;
}

/** Describes the crop for screen readers. */
function describeCrop(crop: Crop, picture: Size): string {
  const { x, y } = cropPosition(crop, picture);
  const zoom = percent().format(zoomLevel(crop, picture));
  return getMessages("crop").shown(zoom, position().format(x), position().format(y));
}

/** The style of the picture behind the window, so that the crop fills the window. */
function imageStyle({ x, y, size }: Crop, { width, height }: Size) {
  const share = (pixels: number) => `${(pixels / size) * 100}%`;
  return {
    inlineSize: share(width),
    blockSize: share(height),
    insetInlineStart: share(-x),
    insetBlockStart: share(-y),
  };
}
