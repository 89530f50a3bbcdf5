import { posix } from 'node:path';
import { FLOORS, ROOMS, WITHOUT_SDK, type Room } from './rooms';
import { readSource, type Source } from './source';

/** Files by path, `lambda/core/report.ts`, and what is in them. */
export type Tree = ReadonlyMap<string, string>;

/** An import, with both ends. */
interface Arrow {
  readonly from: string;
  readonly line: number;
  /** A file of the tree, or a package as it is written. */
  readonly to: string;
  readonly kind: 'file' | 'package' | 'unknown';
}

type Arrows = ReadonlyMap<string, readonly Arrow[]>;

/** Every wall that is broken, one sentence each: `FILE:3 imports OTHER: core imports core alone`. */
export function breaches(tree: Tree): readonly string[] {
  const sources = new Map(
    [...tree].filter(([path]) => path.endsWith('.ts')).map(([path, text]) => [path, readSource(text)]),
  );
  const arrows = new Map([...sources].map(([path, source]) => [path, arrowsFrom(path, source, tree)]));
  return [
    ...[...arrows.values()].flat().flatMap(throughWall),
    ...[...arrows.values()].flat().flatMap(upstairs),
    ...sdkBehind(arrows),
    ...circles(arrows),
    ...[...sources].flatMap(([path, source]) => impurities(path, source)),
  ];
}

function arrowsFrom(from: string, { imports }: Source, tree: Tree): readonly Arrow[] {
  return imports.map(({ line, path }) => {
    if (path === null) return { from, line, to: 'what no one can tell', kind: 'unknown' };
    if (!path.startsWith('.')) return { from, line, to: path, kind: 'package' };
    const target = posix.join(posix.dirname(from), path);
    const file = [target, `${target}.ts`, `${target}/index.ts`].find((candidate) => tree.has(candidate));
    return { from, line, to: file ?? target, kind: file === undefined ? 'unknown' : 'file' };
  });
}

/** The room of a file: the one with the longest claim. */
export function roomOf(path: string): Room | null {
  const claims = ROOMS.flatMap((room) => room.paths.map((claim) => ({ room, claim }))).filter(({ claim }) =>
    claim.endsWith('/') ? path.startsWith(claim) : path === claim,
  );
  return claims.toSorted((a, b) => b.claim.length - a.claim.length)[0]?.room ?? null;
}

function throughWall(arrow: Arrow): readonly string[] {
  const room = roomOf(arrow.from);
  if (room === null) return [told(arrow, 'every file belongs to a room (test/walls/rooms.ts)')];
  switch (arrow.kind) {
    case 'unknown':
      return [told(arrow, 'an import names a file that is there')];
    case 'package':
      if (isSdk(arrow.to)) return room.sdk ? [] : [told(arrow, 'the SDK stays in lambda/aws')];
      return room.packages.some((name) => fits(arrow.to, name)) ? [] : [told(arrow, room.wall)];
    case 'file': {
      const other = roomOf(arrow.to);
      if (other === room || (other !== null && room.imports.includes(other.name))) return [];
      return [told(arrow, room.wall)];
    }
  }
}

function isSdk(name: string): boolean {
  return /^@(aws-sdk|smithy)\//.test(name);
}

function fits(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function upstairs(arrow: Arrow): readonly string[] {
  const [from, to] = [floorOf(arrow.from), floorOf(arrow.to)];
  if (from === -1 || to <= from) return [];
  return [told(arrow, `in core no arrow runs up (${FLOORS.join(' < ')})`)];
}

/** -1 outside of core. */
function floorOf(path: string): number {
  const claims = FLOORS.filter((floor) => path.startsWith(floor));
  const [longest] = claims.toSorted((a, b) => b.length - a.length);
  return longest === undefined ? -1 : FLOORS.indexOf(longest);
}

/** Rooms that must load no SDK, not even through others: told is the import by which such a room is left. */
function sdkBehind(arrows: Arrows): readonly string[] {
  const loads = (path: string): boolean =>
    (arrows.get(path) ?? []).some(({ kind, to }) => kind === 'package' && isSdk(to));
  return [...arrows.values()].flat().flatMap((arrow) => {
    const room = roomOf(arrow.from);
    if (arrow.kind !== 'file' || !isWithoutSdk(room) || isWithoutSdk(roomOf(arrow.to))) return [];
    const way = wayFrom(arrow.to, loads, arrows);
    if (way === null) return [];
    return [told(arrow, `${room.name} loads no SDK, and ${shown(way.at(-1) ?? '')} does`)];
  });
}

function isWithoutSdk(room: Room | null): room is Room {
  return room !== null && WITHOUT_SDK.includes(room.name);
}

/** Each circle once, told at the first of its arrows. */
function circles(arrows: Arrows): readonly string[] {
  const seen = new Set<string>();
  return [...arrows.values()].flat().flatMap((arrow) => {
    if (arrow.kind !== 'file' || (seen.has(arrow.from) && seen.has(arrow.to))) return [];
    const way = wayFrom(arrow.to, (path) => path === arrow.from, arrows);
    if (way === null) return [];
    for (const path of way) seen.add(path);
    return [told(arrow, `no circle, of types neither (${[arrow.from, ...way].map(shown).join(' -> ')})`)];
  });
}

/** The shortest way along imports from a file to one that is wanted, both named; `null` where there is none. */
function wayFrom(
  start: string,
  isWanted: (path: string) => boolean,
  arrows: Arrows,
): readonly string[] | null {
  const ways: (readonly string[])[] = [[start]];
  const met = new Set([start]);
  for (const way of ways) {
    const last = way.at(-1) ?? start;
    if (isWanted(last)) return way;
    for (const { kind, to } of arrows.get(last) ?? []) {
      if (kind !== 'file' || met.has(to)) continue;
      met.add(to);
      ways.push([...way, to]);
    }
  }
  return null;
}

function impurities(path: string, source: Source): readonly string[] {
  if (roomOf(path)?.name !== 'core') return [];
  return source.impurities.map(
    ({ line, what }) => `${path}:${line} uses ${what}: core has no clock, no environment and no console`,
  );
}

function told({ from, line, to }: Arrow, wall: string): string {
  return `${from}:${line} imports ${shown(to)}: ${wall}`;
}

/** A file as an import names it. */
function shown(path: string): string {
  return path.replace(/(\/index)?\.ts$/, '');
}
