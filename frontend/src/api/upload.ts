import { ApiError } from "./problem";

interface Upload {
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
export function upload<T>(job: Upload): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    job.signal.throwIfAborted();
    request.open(job.method, job.url);
    for (const [name, value] of Object.entries(job.headers ?? {})) {
      request.setRequestHeader(name, value);
    }
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) {
        job.onProgress(event.loaded / event.total);
      }
    };
    request.onload = () =>
      isSuccess(request) ? resolve(parse<T>(request)) : void answer(request).then(reject);
    request.onerror = () => reject(ApiError.unreachable());
    request.onabort = () => reject(new DOMException("The upload was cancelled", "AbortError"));
    request.onloadend = () => job.signal.removeEventListener("abort", abort);
    job.signal.addEventListener("abort", abort);
    request.send(job.body);
  });
}

function isSuccess(request: XMLHttpRequest): boolean {
  return request.status >= 200 && request.status < 300;
}

function parse<T>(request: XMLHttpRequest): T {
  return JSON.parse(request.responseText);
}

function answer(request: XMLHttpRequest): Promise<ApiError> {
  return ApiError.fromAnswer(request.status, request.responseText, (name) =>
    request.getResponseHeader(name),
  );
}
