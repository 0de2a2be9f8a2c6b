import { useEffect, useState } from "react";
import { loadMessages } from "../i18n/messages";
import type { Cropper } from "./cropper";

interface LoadedCropper {
  Cropper: typeof Cropper;
  /** The picture that the cropper is for. */
  source: File;
}

/**
 * Loads the cropper when a picture is chosen. Returns undefined until then, and for pictures that
 * cannot be cropped; the server takes the middle of those.
 */
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
