import type { FormEvent } from "react";
import type { ChosenPicture } from "../api/endpoints-account";
import type { UploadOptions } from "../api/upload";
import { useForm } from "./use-form";
import { usePicture } from "./use-picture";
import { useUpload } from "./use-upload";

interface Options<Answer> {
  upload: (chosen: ChosenPicture, options: UploadOptions) => Promise<Answer>;
  onSuccess: () => unknown;
  /** The error when no picture was chosen. */
  missing: string;
}

/** A form that uploads one picture. */
export function usePictureForm<Answer>({ upload, onSuccess, missing }: Options<Answer>) {
  const { picture, crop, problem, setPicture, setCrop } = usePicture();
  const { error, send, ...sending } = useUpload({ upload, onSuccess });
  const form = useForm(
    {},
    { validate: () => (picture ? {} : { picture: missing }), error, problem },
  );
  return {
    ...sending,
    form,
    onSubmit: (event: FormEvent) => form.submit(event, () => picture && send({ picture, crop })),
    /** Props for PictureField. */
    field: {
      picture,
      crop,
      onPicture(file: File | null) {
        form.clearServerError("picture");
        setPicture(file);
      },
      onCrop: setCrop,
      error: form.errors.picture,
      disabled: sending.uploadState.status !== "idle",
    },
  };
}
