/** One page of a listing and where the next one starts. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** Reads a listing to its end. A page that cannot be read fails the whole listing: half a list is no list. */
export async function allPages<T>(
  read: (marker: string | undefined) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let marker: string | undefined;
  do {
    const page = await read(marker);
    items.push(...page.items);
    // An empty marker ends a listing as well as a missing one (GetResources answers "").
    marker = page.next || undefined;
  } while (marker !== undefined);
  return items;
}
