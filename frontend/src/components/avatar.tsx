import type { Thumbnails } from "../api/generated";
import styles from "./avatar.module.css";

interface AvatarProps {
  name: string;
  thumbnails: Thumbnails | null;
  /** Sides in CSS pixels; the next sharper thumbnail is picked for dense screens. */
  size: 96 | 192;
  /** Says what the picture shows; empty where the name stands beside it. */
  alt: string;
}

/** The person's picture, or their initials until there is one. */
export function Avatar({ name, thumbnails, size, alt }: AvatarProps) {
  if (!thumbnails) {
    return (
      <span className={styles.initials} data-size={size} aria-hidden="true">
        {initials(name)}
      </span>
    );
  }
  return (
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
  );
}

/** The first letters of the first and the last word, as people abbreviate names. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends.map((word) => firstLetter(word ?? "").toLocaleUpperCase()).join("");
}

/** With its accents and what else belongs to it: a letter may be several characters. */
function firstLetter(word: string): string {
  const [first] = new Intl.Segmenter().segment(word);
  return first?.segment ?? "";
}
