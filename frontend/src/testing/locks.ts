/** The Web Locks of a browser, which jsdom does not have, for requests with `ifAvailable`. */
export class Locks {
  readonly held = new Set<string>();

  async request<T>(
    name: string,
    _options: { ifAvailable: true },
    callback: (lock: { name: string } | null) => Promise<T>,
  ): Promise<T> {
    if (this.held.has(name)) {
      return callback(null);
    }
    this.held.add(name);
    try {
      return await callback({ name });
    } finally {
      this.held.delete(name);
    }
  }
}
