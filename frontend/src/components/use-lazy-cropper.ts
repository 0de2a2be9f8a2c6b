import { useEffect, useState } from "react";
import { loadMessages } from "../i18n/messages";
import type { Size } from "../lib/crop";
import type { Cropper } from "./cropper";

interface LoadedCropper {
  Cropper: typeof Cropper;
  /** The size of the picture in the file, if the browser may report another one. */
  storedSize: Size | null;
  /** The picture that the cropper is for. */
  source: File;
}

/**
 * Loads the cropper when a picture is chosen. Returns undefined until then, and for pictures that
 * cannot be cropped; the server takes the middle of those.
 */
export function useLazyCropper(picture: File | null): LoadedCropper | undefined {
  const [loaded, setLoaded] = useState<LoadedCropper | null>(null);
  useEffect(() => {
    const load = async (source: File) => {
      const parts = [
        import("./cropper"),
        import("../lib/picture-orientation"),
        import("../lib/picture-size"),
        loadMessages("crop"),
      ] as const;
      const [{ Cropper }, { isOrientationReliable }, { readJpegSize }] = await Promise.all(parts);
      const storedSize = await readJpegSize(source);
      setLoaded((await isOrientationReliable(source)) ? { Cropper, source, storedSize } : null);
    };
    if (picture) {
      load(picture).catch(() => undefined);
    }
  }, [picture]);
  return loaded && loaded.source === picture ? loaded : undefined;
}
