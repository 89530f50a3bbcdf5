/** What one program knows of one load balancer, and since when. */
export interface Seen {
  /** When AWS answered for its own tags (not the index), and with what. */
  tagsAt: number | null;
  tags: Readonly<Record<string, string>>;
  /** When AWS answered for its listeners, and with what: the policies of each. */
  listenersAt: number | null;
  listeners: ReadonlyMap<string, readonly string[]>;
}

export function nothingSeen(): Seen {
  return { tagsAt: null, tags: {}, listenersAt: null, listeners: new Map() };
}
