import { HttpResponse } from "msw";
import type { SignUpBody } from "../api/generated";

interface RecordedRequest {
  at: number;
  wait: string | null;
  tag: string | null;
  ended: boolean;
}

/** A server with one sign-up. It holds a response for as long as the request asks. */
export class HoldingServer {
  requests: RecordedRequest[] = [];
  private version = 1;
  private wake: () => void = () => undefined;

  constructor(private body: SignUpBody) {}

  change(body: SignUpBody) {
    this.body = body;
    this.version += 1;
    this.wake();
  }

  get waits() {
    return this.requests.filter(({ wait }) => wait !== null);
  }

  async answer(request: Request): Promise<Response> {
    const recorded = this.record(request);
    const wait = Number(recorded.wait?.match(/^wait=(\d+)$/)?.[1] ?? 0);
    if (wait && recorded.tag === this.tag) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, wait * 1_000);
        request.signal.addEventListener("abort", () => {
          recorded.ended = true;
        });
      });
    }
    const headers = { ETag: this.tag, ...(wait && { "Preference-Applied": `wait=${wait}` }) };
    return this.answerUnheld(recorded, headers);
  }

  /** Answers without support for `Prefer: wait`. */
  answerUnheld(
    recorded: RecordedRequest,
    headers: Record<string, string> = { ETag: this.tag },
  ): Response {
    return recorded.tag === this.tag
      ? new HttpResponse(null, { status: 304, headers })
      : HttpResponse.json(this.body, { headers });
  }

  record(request: Request): RecordedRequest {
    const header = (name: string) => request.headers.get(name);
    const recorded = { at: Date.now(), wait: header("Prefer"), tag: header("If-None-Match") };
    return this.requests[this.requests.push({ ...recorded, ended: false }) - 1] as RecordedRequest;
  }

  private get tag() {
    return `"${this.version}"`;
  }
}
