/**
 * Tabs of one browser that may wait at the same time. Over HTTP/1.1 a browser has six connections to
 * a server, and held responses would use all of them.
 */
const slots = ["foyer.wait.1", "foyer.wait.2", "foyer.wait.3"];

/**
 * Runs `wait` in one of the slots that all tabs share. Returns null when all are taken, and when the
 * browser has no Web Locks, which is the case on plain http, or refuses them, which is the case
 * when it blocks the storage of the page.
 */
export async function inWaitSlot<T>(wait: () => Promise<T>): Promise<{ value: T } | null> {
  const locks = (navigator as Partial<Navigator>).locks;
  for (const slot of locks ? slots : []) {
    let isWaiting = false;
    try {
      const result = await locks?.request(slot, { ifAvailable: true }, async (lock) => {
        isWaiting = lock !== null;
        return isWaiting ? { value: await wait() } : null;
      });
      if (result) {
        return result;
      }
    } catch (error) {
      if (isWaiting) {
        throw error;
      }
      return null;
    }
  }
  return null;
}
