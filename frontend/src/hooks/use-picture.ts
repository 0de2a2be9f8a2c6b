import { useRef, useState } from "react";
import type { Crop } from "../lib/crop";
import type { Complain } from "../lib/picture-problem";

interface Chosen {
  picture: File | null;
  /** Null stands for the middle. */
  crop: Crop | null;
}

/** A chosen picture, what of it is to be shown, and what is wrong with it, which takes a look inside the file. */
export function usePicture(start: Chosen = { picture: null, crop: null }) {
  const [picture, setPicture] = useState(start.picture);
  const [crop, setCrop] = useState(start.crop);
  const [problem, setProblem] = useState<Complain | null>(null);
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
        const judge = (found: Complain | null) => {
          // Another file may have been chosen while this one was read.
          if (latest.current === file) {
            setProblem(() => found);
          }
        };
        problemOf(file)
          .then(judge)
          .catch(() => undefined);
      }
    },
  };
}

/** Who knows the formats is fetched once there is a file; if that fails, the server will judge. */
async function problemOf(file: File): Promise<Complain | null> {
  const { pictureProblem } = await import("../lib/picture-problem");
  return pictureProblem(file);
}
