import { useRef, useState } from "react";
import type { PictureError } from "../lib/check-picture";
import type { Crop } from "../lib/crop";

interface PictureSelection {
  picture: File | null;
  /** Null means the middle. */
  crop: Crop | null;
}

/** The chosen picture, its crop, and the error of the check that reads the file. */
export function usePicture(initial: PictureSelection = { picture: null, crop: null }) {
  const [picture, setPicture] = useState(initial.picture);
  const [crop, setCrop] = useState(initial.crop);
  const [problem, setProblem] = useState<PictureError | null>(null);
  const latest = useRef<File | null>(null);
  return {
    picture,
    crop,
    setCrop,
    problem: problem ? { picture: problem() } : {},
    setPicture(file: File | null) {
      latest.current = file;
      setPicture(file);
      setCrop(null);
      setProblem(null);
      if (file) {
        const applyResult = (result: PictureError | null) => {
          // The user may have chosen another file during the check.
          if (latest.current === file) {
            setProblem(() => result);
          }
        };
        check(file)
          .then(applyResult)
          .catch(() => undefined);
      }
    },
  };
}

/** Loads the check when a file is chosen. If that fails, the server checks the file. */
async function check(file: File): Promise<PictureError | null> {
  const { checkPicture } = await import("../lib/check-picture");
  return checkPicture(file);
}
