import { useRef, useState } from "react";
import type { Crop } from "./crop";
import { type PictureProblem, pictureComplaint, pictureProblem } from "./picture";

interface Chosen {
  picture: File | null;
  /** Null stands for the middle. */
  crop: Crop | null;
}

/** A chosen picture, what of it is to be shown, and what is wrong with it, which takes a look inside the file. */
export function usePicture(start: Chosen = { picture: null, crop: null }) {
  const [picture, setPicture] = useState(start.picture);
  const [crop, setCrop] = useState(start.crop);
  const [problem, setProblem] = useState<PictureProblem | null>(null);
  const latest = useRef<File | null>(null);
  return {
    picture,
    crop,
    setCrop,
    problem: picture && problem ? { picture: pictureComplaint(problem, picture) } : {},
    setPicture(file: File | null) {
      latest.current = file;
      setPicture(file);
      setCrop(null);
      setProblem(null);
      if (file) {
        void pictureProblem(file).then((found) => {
          // Another file may have been chosen while this one was read.
          if (latest.current === file) {
            setProblem(found);
          }
        });
      }
    },
  };
}
