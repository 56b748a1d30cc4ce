/** Work on several items at once, results in the order of the items, and no more items read than are worked on. */

/**
 * Each result is given as soon as those before it were, also while the source keeps silent: the other end of a pipe
 * may wait for it before it sends more.
 * @param limit most items read and not yet given, at least 1
 * @throws what the source throws, or `work`, at the place of its item
 */
export async function* mapInOrder<Item, Outcome>(
  items: AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Outcome>,
): AsyncGenerator<Outcome> {
  const iterator = items[Symbol.asyncIterator]();
  const pending: Promise<Outcome>[] = [];
  let reading: Promise<IteratorResult<Item>> | undefined;
  let hasMore = true;
  try {
    for (;;) {
      if (!reading && hasMore && pending.length < limit) reading = iterator.next();
      const [first] = pending;
      if (!reading && !first) return;
      const isRead = reading !== undefined && (first === undefined || (await isFirstSettled(reading, first)));
      if (isRead && reading) {
        const next = await reading;
        reading = undefined;
        if (next.done) hasMore = false;
        else pending.push(handled(work(next.value)));
      } else if (first) {
        yield await first;
        void pending.shift();
      }
    }
  } finally {
    void iterator.return?.();
  }
}

function isFirstSettled(one: Promise<unknown>, other: Promise<unknown>): Promise<boolean> {
  const settled = (promise: Promise<unknown>, answer: boolean): Promise<boolean> =>
    promise.then(
      () => answer,
      () => answer,
    );
  return Promise.race([settled(one, true), settled(other, false)]);
}

/** A failure is met where its result is due, which may be much later than it happens. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
