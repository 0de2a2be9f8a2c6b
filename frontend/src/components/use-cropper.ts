import { useEffect, useState } from "react";
import { loadMessages } from "../i18n/messages";
import type { Cropper } from "./cropper";

interface Fetched {
  Cropper: typeof Cropper;
  /** What it can move. */
  of: File;
}

/** The cropper, fetched once there is a picture to move; nothing till then. Without it the middle is taken. */
export function useCropper(picture: File | null): typeof Cropper | undefined {
  const [fetched, setFetched] = useState<Fetched | null>(null);
  useEffect(() => {
    const fetch = async (of: File) => {
      const parts = [import("./cropper"), import("../lib/movable"), loadMessages("crop")] as const;
      const [{ Cropper }, { isMovable }] = await Promise.all(parts);
      setFetched((await isMovable(of)) ? { Cropper, of } : null);
    };
    if (picture) {
      fetch(picture).catch(() => undefined);
    }
  }, [picture]);
  return fetched?.of === picture ? fetched?.Cropper : undefined;
}
