import { useRef, useState } from "react";
import type { PictureError } from "../lib/check-picture";
import type { Crop } from "../lib/crop";

interface PictureSelection {
  picture: File | null;
  /** Null stands for the middle. */
  crop: Crop | null;
}

/** A chosen picture, what of it is to be shown, and what is wrong with it, which takes a look inside the file. */
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
          // Another file may have been chosen while this one was read.
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

/** Who knows the formats is fetched once there is a file; if that fails, the server will judge. */
async function check(file: File): Promise<PictureError | null> {
  const { checkPicture } = await import("../lib/check-picture");
  return checkPicture(file);
}
