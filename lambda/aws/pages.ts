/** Reads a listing to its end. A page that cannot be read fails the whole listing: half a list is no list. */
export async function allItems<Page, T>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly T[],
): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...itemsOf(page));
  return items;
}
