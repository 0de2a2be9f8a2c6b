import { useEffect, useRef, useState } from "react";
import type { Crop } from "../crop";
import { useMessages } from "../messages";
import { acceptedPictures, megabytes, pictureRule } from "../picture";
import button from "../styles/button.module.css";
import { Field, useDescription } from "./field";
import styles from "./picture-field.module.css";
import { useCropper } from "./use-cropper";

interface PictureFieldProps {
  picture: File | null;
  /** What of it is to be shown; null stands for its middle. */
  crop: Crop | null;
  onPicture: (picture: File | null) => void;
  onCrop: (crop: Crop) => void;
  error?: string | undefined;
  label?: string;
}

const name = "picture";

/**
 * Choose, drop or paste a picture. The real file input lies invisibly over the whole area, so that click, drop,
 * keyboard and camera are the browser's own.
 */
export function PictureField({
  picture,
  crop,
  onPicture,
  onCrop,
  error,
  label,
}: PictureFieldProps) {
  const { picture: text, signUp } = useMessages("shell");
  const description = useDescription(name, pictureRule(), error);
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file) {
      onPicture(file);
    }
  };
  usePastedPicture(take);
  const url = useObjectUrl(error ? null : picture);
  const [broken, setBroken] = useState<string | null>(null);
  const shown = url === broken ? null : url;
  const Cropper = useCropper(shown ? picture : null);
  const remove = () => {
    if (input.current) {
      input.current.value = "";
      input.current.focus();
    }
    onPicture(null);
  };

  return (
    <Field name={name} label={label ?? signUp.fields.picture.label} error={error}>
      {Cropper && shown ? (
        <Cropper
          key={shown}
          url={shown}
          start={crop}
          onCrop={onCrop}
          onBroken={() => setBroken(shown)}
        />
      ) : null}
      <div className={styles.area}>
        {Cropper && shown ? null : <Preview url={shown} onBroken={() => setBroken(shown)} />}
        <Instructions id={description.id} picture={picture} />
        <input
          ref={input}
          {...description}
          type="file"
          accept={acceptedPictures}
          className={styles.input}
          onChange={(event) => take(event.currentTarget.files)}
        />
        <label className={`${button.quiet} ${styles.button} ${styles.camera}`}>
          {text.camera}
          <input
            type="file"
            accept={acceptedPictures}
            capture="user"
            className="visually-hidden"
            onChange={(event) => take(event.currentTarget.files)}
          />
        </label>
        {picture ? (
          <button type="button" className={`${button.quiet} ${styles.button}`} onClick={remove}>
            {text.remove}
          </button>
        ) : null}
      </div>
    </Field>
  );
}

function Instructions({ id, picture }: { id: string; picture: File | null }) {
  const text = useMessages("shell").picture;
  return (
    <div className={styles.words}>
      <span className={styles.choose}>{picture ? text.another : text.choose}</span>
      <span className={styles.drop}> {text.drop}</span>
      <p className={styles.rule} id={`${id}-hint`}>
        {picture ? text.chosen(picture.name, megabytes(picture.size)) : pictureRule()}
      </p>
    </div>
  );
}

/** Round, as it will be shown; the browser turns it upright by itself. */
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
  return (
    <svg className={styles.preview} viewBox="0 0 96 96" width="96" height="96" aria-hidden="true">
      <circle cx="48" cy="38" r="15" />
      <path d="M17 96c2-21 14-33 31-33s29 12 31 33z" />
    </svg>
  );
}

/** An address for a file that the page can show; given back when it is no longer needed. */
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

/** Takes files pasted anywhere on the page; pasted text stays what it is. */
function usePastedPicture(take: (files: FileList | undefined) => void): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const paste = (event: ClipboardEvent) => latest.current(event.clipboardData?.files);
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, []);
}
