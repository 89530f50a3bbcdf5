import { CLUSTERS, OBJECTS } from './kubernetes';
import type { OwnerRow } from './row';
import { CLUSTER_TOOLS, PERMITTING, TOOLS } from './tools';

/**
 * Who else sets listeners; of several rows that fit, the first counts. What acts by itself comes before what somebody
 * has to run, and what says most of where the fix goes before what says less: a controller that names the object, the
 * tool that tags like a cluster, a cluster alone, a tool that makes stacks, the stack, where code came from. docs/owners.md
 * is made from this table.
 */
export const OWNERS: readonly OwnerRow[] = [...OBJECTS, ...CLUSTER_TOOLS, ...CLUSTERS, ...TOOLS];

export { PERMITTING };
