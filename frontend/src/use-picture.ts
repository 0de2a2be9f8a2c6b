import { useRef, useState } from "react";
import type { Crop } from "./crop";
import { type PictureProblem, pictureComplaint, pictureProblem } from "./picture";

/** A chosen picture, what of it is to be shown, and what is wrong with it, which takes a look inside the file. */
export function usePicture() {
  const [picture, setPicture] = useState<File | null>(null);
  const [crop, setCrop] = useState<Crop | null>(null);
  const [problem, setProblem] = useState<PictureProblem | null>(null);
  const latest = useRef<File | null>(null);
  return {
    picture,
    /** Null stands for the middle. */
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
