import { InvalidParameter } from './errors';

/** What a page is cut from. `serial` must ascend along the items. */
export interface PageRequest<T> {
  readonly items: readonly T[];
  readonly limit: number;
  readonly marker: string | undefined;
  /** Default: the item's position. Give one where items can go away between two pages. */
  readonly serial?: ((item: T) => number) | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/**
 * One page. The marker names the last item given and not an offset, so an item that goes away
 * between two pages makes no other item skip.
 */
export function page<T>({ items, limit, marker, serial }: PageRequest<T>): Page<T> {
  const serialAt = (index: number): number => {
    const item = items[index];
    return serial === undefined || item === undefined ? index + 1 : serial(item);
  };
  const start = firstAfter(items.length, serialAt, decode(marker));
  const end = start + limit;
  return { items: items.slice(start, end), next: end < items.length ? encode(serialAt(end - 1)) : undefined };
}

function firstAfter(length: number, serialAt: (index: number) => number, last: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (serialAt(middle) > last) high = middle;
    else low = middle + 1;
  }
  return low;
}

function encode(serial: number): string {
  return Buffer.from(`after:${serial}`).toString('base64url');
}

function decode(marker: string | undefined): number {
  if (marker === undefined || marker === '') return 0;
  const serial = /^after:(\d+)$/.exec(Buffer.from(marker, 'base64url').toString())?.[1];
  if (serial === undefined) throw new InvalidParameter(`the marker '${marker}' is not one given out here`);
  return Number(serial);
}
