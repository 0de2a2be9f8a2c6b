import { useRef, useState } from "react";
import { pictureProblem } from "./picture";
import type { FieldErrors } from "./validation";

/** A chosen picture and what is wrong with it, which takes a look inside the file. */
export function usePicture() {
  const [picture, setPicture] = useState<File | null>(null);
  const [problem, setProblem] = useState<FieldErrors>({});
  const latest = useRef<File | null>(null);
  return {
    picture,
    problem,
    setPicture(file: File | null) {
      latest.current = file;
      setPicture(file);
      setProblem({});
      if (file) {
        void pictureProblem(file).then((words) => {
          // Another file may have been chosen while this one was read.
          if (words && latest.current === file) {
            setProblem({ picture: words });
          }
        });
      }
    },
  };
}
