import type { Parameters, PathWith, ResponseBody } from "./operations";
import { ApiError } from "./problem";
import { shownAccountHeaders } from "./shown-account";
import { buildUrl } from "./url";

/** How the caller follows and stops an upload. */
export interface UploadOptions {
  /** Ends the upload; the promise then rejects with an AbortError. */
  signal: AbortSignal;
  /** Called with the share of the bytes that were sent, 0 to 1. */
  onProgress: (share: number) => void;
}

interface UploadContents {
  form: FormData;
  headers?: Readonly<Record<string, string>>;
}

/**
 * Sends a form and reports the progress, which `fetch` cannot.
 *
 * @throws ApiError for an unreadable file, no response or an unsuccessful one; AbortError when
 * cancelled.
 */
export async function upload<M extends "POST" | "PUT", P extends PathWith<M>>(
  method: M,
  path: P,
  { form, headers = {}, ...parameters }: UploadContents & Parameters<M, P>,
  { signal, onProgress }: UploadOptions,
): Promise<ResponseBody<M, P>> {
  const contents = await withCopiedFiles(form);
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    xhr.open(method, buildUrl(path, parameters));
    for (const [name, value] of Object.entries({ ...shownAccountHeaders(), ...headers })) {
      xhr.setRequestHeader(name, value);
    }
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) {
        onProgress(event.loaded / event.total);
      }
    };
    xhr.onload = () =>
      isSuccess(xhr) ? resolve(JSON.parse(xhr.responseText)) : void toApiError(xhr).then(reject);
    xhr.onerror = () => reject(ApiError.unreachable());
    xhr.onabort = () => reject(new DOMException("The upload was cancelled", "AbortError"));
    xhr.onloadend = () => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort);
    xhr.send(contents);
  });
}

/**
 * Returns the form with copies of its files. A file that was changed, moved or deleted after it was
 * chosen cannot be read. An upload of it fails like a lost connection, and in Firefox never ends.
 */
async function withCopiedFiles(form: FormData): Promise<FormData> {
  const copied = new FormData();
  for (const [field, value] of form) {
    copied.append(field, typeof value === "string" ? value : await copyOf(value, field));
  }
  return copied;
}

async function copyOf(file: File, field: string): Promise<File> {
  const bytes = await file.arrayBuffer().catch(() => null);
  if (bytes?.byteLength !== file.size) {
    throw ApiError.unreadableFile(field);
  }
  return new File([bytes], file.name, { type: file.type });
}

function isSuccess(xhr: XMLHttpRequest): boolean {
  return xhr.status >= 200 && xhr.status < 300;
}

function toApiError(xhr: XMLHttpRequest): Promise<ApiError> {
  return ApiError.fromResponse(xhr.status, xhr.responseText, (name) => xhr.getResponseHeader(name));
}
