import { ApiError } from "./problem";

interface UploadRequest {
  method: "POST" | "PUT";
  url: string;
  body: FormData;
  headers?: Readonly<Record<string, string>>;
  /** Ends the upload; the promise then rejects with an AbortError. */
  signal: AbortSignal;
  /** Called with the share of the bytes that have left, 0 to 1. */
  onProgress: (share: number) => void;
}

/**
 * Sends a form and tells how much of it is on its way, which `fetch` cannot.
 *
 * @throws ApiError for no answer or an answer that is no success; AbortError when cancelled.
 */
export function upload<T>(request: UploadRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    request.signal.throwIfAborted();
    xhr.open(request.method, request.url);
    for (const [name, value] of Object.entries(request.headers ?? {})) {
      xhr.setRequestHeader(name, value);
    }
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) {
        request.onProgress(event.loaded / event.total);
      }
    };
    xhr.onload = () =>
      isSuccess(xhr) ? resolve(parse<T>(xhr)) : void toApiError(xhr).then(reject);
    xhr.onerror = () => reject(ApiError.unreachable());
    xhr.onabort = () => reject(new DOMException("The upload was cancelled", "AbortError"));
    xhr.onloadend = () => request.signal.removeEventListener("abort", abort);
    request.signal.addEventListener("abort", abort);
    xhr.send(request.body);
  });
}

function isSuccess(xhr: XMLHttpRequest): boolean {
  return xhr.status >= 200 && xhr.status < 300;
}

function parse<T>(xhr: XMLHttpRequest): T {
  return JSON.parse(xhr.responseText);
}

function toApiError(xhr: XMLHttpRequest): Promise<ApiError> {
  return ApiError.fromResponse(xhr.status, xhr.responseText, (name) => xhr.getResponseHeader(name));
}
