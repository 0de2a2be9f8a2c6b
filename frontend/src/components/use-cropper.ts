import { useEffect, useState } from "react";
import { loadMessages } from "../messages";
import type { Cropper } from "./cropper";

/** The cropper, fetched once it is wanted; nothing till then. Without it the picture's middle is taken. */
export function useCropper(wanted: boolean): typeof Cropper | undefined {
  const [fetched, setFetched] = useState<{ Cropper: typeof Cropper } | null>(null);
  useEffect(() => {
    if (wanted) {
      Promise.all([import("./cropper"), loadMessages("crop")]).then(
        ([module]) => setFetched(module),
        () => undefined,
      );
    }
  }, [wanted]);
  return fetched?.Cropper;
}
