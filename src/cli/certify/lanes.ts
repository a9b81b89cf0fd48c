// SPDX-License-Identifier: Apache-2.0
// Several jobs at the same time, each lane with tools of its own; results in the order of the items.

export interface Lane<T, R> {
  run(item: T): Promise<R>;
  close(): Promise<void>;
}

/** Rejects with the first error, after every lane is closed. */
export async function inLanes<T, R>(count: number, items: readonly T[], open: () => Promise<Lane<T, R>>): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    const lane = await open();
    try {
      for (let i = next; i < items.length; i = next) {
        next += 1;
        const item = items[i];
        if (item !== undefined) results[i] = await lane.run(item);
      }
    } catch (error) {
      next = items.length;
      throw error;
    } finally {
      await lane.close();
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.max(1, Math.min(count, items.length)) }, work));
  const failed = ended.find((one) => one.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return results;
}
