import type { Report } from '../../lambda/core/report';
import { count } from '../../lambda/core/wording/sentence';
import { list } from '../../lambda/report/text';

/** What an apply asks: how much, where, in which waves and to what. */
export function changeQuestion({ account, listeners }: Report): string {
  const planned = listeners.filter(({ outcome }) => outcome === 'planned');
  const loadBalancers = new Set(planned.map(({ loadBalancer }) => loadBalancer.arn)).size;
  const regions = [...new Set(planned.map(({ region }) => region))];
  const waves = [...new Set(planned.flatMap(({ wave }) => wave ?? []))];
  const turn = waves.length === 0 ? '' : `, ${waves.length === 1 ? 'wave' : 'waves'} ${list(waves)}`;
  const what = `${count(planned.length, 'listener')} of ${count(loadBalancers, 'load balancer')}`;
  const policies = [...new Set(planned.flatMap(({ to }) => to ?? []))];
  return `Change ${what} in account ${account} (${regions.join(' ')}${turn}) to ${list(policies)}?`;
}
