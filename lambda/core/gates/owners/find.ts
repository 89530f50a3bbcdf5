import type { LoadBalancerType, Tags } from '../../estate';
import type { Owner } from '../../wording/gates';
import type { OwnerRow } from './row';

/** The listener whose owner is asked for, and the policy that it should have. */
export interface OwnedListener {
  readonly type: LoadBalancerType;
  readonly port: number | null;
  readonly protocol: string | null;
  readonly to: string;
}

/** The owner, by the row that fits. */
export function ownerIn(rows: readonly OwnerRow[], tags: Tags, listener: OwnedListener): Owner | null {
  const row = rowFor(rows, tags);
  if (row === undefined) return null;
  const fill = (template: string): string => filled(template, tags, listener);
  if (row.kind === 'direct') return { kind: row.kind, name: fill(row.name) };
  const fix = row.fix[listener.type];
  const [first = fix] = fix.split(OTHER_WAY);
  const [who = '', madeFor = ''] = row.name.split(OBJECT);
  return {
    kind: row.kind,
    name: fill(row.name),
    fix: fill(fix),
    who: `${fill(who)}${clusterOf(tags)}`,
    how: filled(first.replaceAll(OF_ONE, '$1'), tags, { ...listener, to: POLICY }).replace(
      /^set the annotation/,
      'annotation',
    ),
    madeFor: fill(madeFor),
  };
}

/** A row's name has what the load balancer was made for in brackets behind it. */
const OBJECT = / \((.*)\)$/;

/** A fix may name another way behind the first; docs/owners.md has both. */
const OTHER_WAY = /; or, |, or sslPolicy/;

/** Where a template has words for a tag that is missing, they do for all listeners. */
const OF_ONE = /\{[^{}|]+\|([^{}]*)\}/g;

/** What stands for the policy where it is another one for each listener. */
const POLICY = 'POLICY';

/** The cluster, where it is told. */
function clusterOf(tags: Tags): string {
  const keys = ['elbv2.k8s.aws/cluster', 'eks:eks-cluster-name', 'kubernetes.io/cluster/*'];
  const [name] = keys.flatMap((key) => valueOf(tags, key) ?? []);
  return name === undefined ? '' : ` in cluster ${name}`;
}

/** The first row whose tags are all there. */
export function rowFor(rows: readonly OwnerRow[], tags: Tags): OwnerRow | undefined {
  return rows.find((row) => row.tags.every((mark) => isMarked(tags, mark)));
}

function isMarked(tags: Tags, mark: string): boolean {
  const [key = '', ...value] = mark.split('=');
  const found = valueOf(tags, key);
  return found !== null && (value.length === 0 || found === filled(value.join('='), tags));
}

/** In one go: a tag whose value looks like a template stays as it is. */
function filled(template: string, tags: Tags, listener?: OwnedListener): string {
  const words: Readonly<Record<string, unknown>> = { ...listener };
  return template.replaceAll(TEMPLATE, (_, comma = '', key: string, otherwise = '') => {
    const value = Object.hasOwn(words, key) ? String(words[key]) : valueOf(tags, key);
    return value === null ? otherwise : `${comma}${value}`;
  });
}

const TEMPLATE = /\{(, )?([^{}|]+)(?:\|([^{}]*))?\}/g;

/** The value of a tag; of `prefix*`, the rest of the first key that begins so. */
function valueOf(tags: Tags, key: string): string | null {
  if (!key.endsWith('*')) return Object.hasOwn(tags, key) ? (tags[key] ?? null) : null;
  const prefix = key.slice(0, -1);
  const found = Object.keys(tags).find((candidate) => candidate.startsWith(prefix));
  return found === undefined ? null : found.slice(prefix.length);
}
