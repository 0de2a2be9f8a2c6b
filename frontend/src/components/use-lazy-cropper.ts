import { useEffect, useState } from "react";
import { loadMessages } from "../i18n/messages";
import type { Cropper } from "./cropper";

interface LoadedCropper {
  Cropper: typeof Cropper;
  /** What it can move. */
  source: File;
}

/** The cropper, fetched once there is a picture to move; nothing till then. Without it the middle is taken. */
export function useLazyCropper(picture: File | null): typeof Cropper | undefined {
  const [loaded, setLoaded] = useState<LoadedCropper | null>(null);
  useEffect(() => {
    const load = async (source: File) => {
      const parts = [
        import("./cropper"),
        import("../lib/picture-orientation"),
        loadMessages("crop"),
      ] as const;
      const [{ Cropper }, { isOrientationReliable }] = await Promise.all(parts);
      setLoaded((await isOrientationReliable(source)) ? { Cropper, source } : null);
    };
    if (picture) {
      load(picture).catch(() => undefined);
    }
  }, [picture]);
  return loaded?.source === picture ? loaded?.Cropper : undefined;
}
