import { type ChangeEvent, useEffect, useRef, useState } from "react";
import { useTransferredFiles } from "../hooks/use-transferred-files";
import { useMessages } from "../i18n/messages";
import type { Crop } from "../lib/crop";
import { acceptedPictures, formatSize, pictureHint } from "../lib/picture-limits";
import button from "../styles/button.module.css";
import { Field, useDescription } from "./field";
import styles from "./picture-field.module.css";
import { useLazyCropper } from "./use-lazy-cropper";

interface PictureFieldProps {
  picture: File | null;
  /** The visible part of the picture; null means the middle. */
  crop: Crop | null;
  onPicture: (picture: File | null) => void;
  onCrop: (crop: Crop) => void;
  error?: string | undefined;
  /** While the picture is being sent, another one would not be the one that is sent. */
  disabled: boolean;
  /** The label of a picture that is required. */
  label?: string;
}

const name = "picture";

/**
 * A field to choose, drop or paste a picture.
 *
 * An invisible file input covers the whole area, so that the browser handles click, keyboard and
 * camera.
 */
export function PictureField({
  picture,
  crop,
  onPicture,
  onCrop,
  error,
  disabled,
  label,
}: PictureFieldProps) {
  const { picture: text, signUp } = useMessages("shell");
  const description = useDescription(name, pictureHint(), error);
  const input = useRef<HTMLInputElement>(null);
  const chooseFirst = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file) {
      onPicture(file);
    }
  };
  useTransferredFiles(disabled ? null : chooseFirst);
  const url = useObjectUrl(error ? null : picture);
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const previewUrl = url === brokenUrl ? null : url;
  const [distortedUrl, setDistortedUrl] = useState<string | null>(null);
  const cropper = useLazyCropper(previewUrl && previewUrl !== distortedUrl ? picture : null);
  const fileInput = {
    type: "file",
    accept: acceptedPictures,
    onChange({ currentTarget }: ChangeEvent<HTMLInputElement>) {
      chooseFirst(currentTarget.files);
      // Cleared, so that choosing the same file again fires a change event.
      currentTarget.value = "";
    },
  };
  const remove = () => {
    input.current?.focus();
    onPicture(null);
  };

  return (
    <div inert={disabled}>
      <Field name={name} label={label ?? signUp.fields.picture.label} error={error}>
        {cropper && previewUrl ? (
          <cropper.Cropper
            key={previewUrl}
            url={previewUrl}
            storedSize={cropper.storedSize}
            start={crop}
            onCrop={onCrop}
            onDistorted={() => setDistortedUrl(previewUrl)}
            onBroken={() => setBrokenUrl(previewUrl)}
          />
        ) : null}
        <div className={styles.area}>
          {cropper && previewUrl ? null : (
            <Preview url={previewUrl} onBroken={() => setBrokenUrl(previewUrl)} />
          )}
          <input
            ref={input}
            {...description}
            {...fileInput}
            required={label !== undefined}
            className={styles.input}
          />
          <div className={styles.text}>
            <Instructions id={description.id} picture={picture} />
            <label className={`${button.quiet} ${styles.button} ${styles.camera}`}>
              {text.camera}
              <input {...fileInput} capture="user" className="visually-hidden" />
            </label>
            {picture ? (
              <button type="button" className={`${button.quiet} ${styles.button}`} onClick={remove}>
                {text.remove}
              </button>
            ) : null}
          </div>
        </div>
      </Field>
    </div>
  );
}

function Instructions({ id, picture }: { id: string; picture: File | null }) {
  const text = useMessages("shell").picture;
  return (
    <>
      <span className={styles.choose}>{picture ? text.chooseAnother : text.choose}</span>
      <span className={styles.drop}> {text.drop}</span>
      <p className={styles.hint} id={`${id}-hint`}>
        {picture ? text.chosen(picture.name, formatSize(picture.size)) : pictureHint()}
      </p>
    </>
  );
}

/** A round preview. The browser applies the EXIF orientation. */
function Preview({ url, onBroken }: { url: string | null; onBroken: () => void }) {
  const text = useMessages("shell").picture;
  if (url) {
    return (
      <img
        className={styles.preview}
        src={url}
        alt={text.preview}
        width={96}
        height={96}
        onError={onBroken}
      />
    );
  }
  return <Placeholder />;
}

function Placeholder() {
  return (
    <svg className={styles.preview} viewBox="0 0 96 96" width="96" height="96" aria-hidden="true">
      <circle cx="48" cy="38" r="15" />
      <path d="M17 96c2-21 14-33 31-33s29 12 31 33z" />
    </svg>
  );
}

/** Creates an object URL for a file and revokes it when it is no longer needed. */
function useObjectUrl(file: File | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const created = file && URL.createObjectURL(file);
    setUrl(created);
    return () => {
      if (created) {
        URL.revokeObjectURL(created);
      }
    };
  }, [file]);
  return url;
}
