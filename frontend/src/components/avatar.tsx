import type { Thumbnails } from "../api/generated";
import styles from "./avatar.module.css";

interface AvatarProps {
  name: string;
  thumbnails: Thumbnails | null;
  /** Side length in CSS pixels. Dense screens get a larger thumbnail. */
  size: 96 | 192;
  /** Describes the picture; empty if the name is next to it. */
  alt: string;
}

/** The user's picture, or the initials when there is none. */
export function Avatar({ name, thumbnails, size, alt }: AvatarProps) {
  return thumbnails ? (
    <img
      className={styles.picture}
      src={thumbnails[256]}
      srcSet={`${thumbnails[128]} 128w, ${thumbnails[256]} 256w, ${thumbnails[512]} 512w`}
      sizes={`${size}px`}
      width={size}
      height={size}
      data-size={size}
      alt={alt}
    />
  ) : (
    <span className={styles.initials} data-size={size} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** Returns the first letters of the first and the last word of a name. */
export function initials(name: string): string {
  const nameParts = name.trim().split(/\s+/);
  const ends = nameParts.length > 1 ? [nameParts[0], nameParts.at(-1)] : [nameParts[0]];
  return ends.map((word) => firstLetter(word ?? "").toLocaleUpperCase()).join("");
}

/** Returns the first letter with its accents: one letter may be several characters. */
function firstLetter(word: string): string {
  const [first] = new Intl.Segmenter().segment(word);
  return first?.segment ?? "";
}
