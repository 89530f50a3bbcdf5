import type { Finding } from './checks';
import type { Trail, TrailState } from './facts';
import { about, fine, judged, wrong } from './finding';

/** What it takes to look at trails. */
export const TRAIL_RIGHTS = 'cloudtrail:DescribeTrails, GetTrailStatus and GetEventSelectors';

/** One good trail is enough. One that could not be read may be that one: then nobody knows. */
export function trailLogs(trails: readonly Trail[], region: string): Finding {
  const covering = trails.filter(({ onlyIn }) => onlyIn === null || onlyIn === region);
  const findings = covering.flatMap((trail) => ofTrail(trail, region));
  const [first = none(region)] = [true, null, false].flatMap((wanted) =>
    findings.filter(({ isFine }) => isFine === wanted),
  );
  return first;
}

const ADVICE = 'make or start a trail that logs writing management events of all Regions (CloudTrail)';

function none(region: string): Finding {
  const found = 'no trail covers it: who changed a listener is kept for 90 days alone';
  return wrong(about('trail-logs', region), found, ADVICE);
}

function ofTrail({ name, state }: Trail, region: string): readonly Finding[] {
  const of = about('trail-logs', region);
  return judged(of, state, { rights: TRAIL_RIGHTS }, (it) => {
    const fault = faultOf(it);
    return fault === null
      ? fine(of, `${name} logs writing management events`)
      : wrong(of, `the trail ${name} ${fault.is}`, fault.todo);
  }).map((finding) =>
    finding.isFine === null ? { ...finding, found: `${name} ${finding.found}` } : finding,
  );
}

function faultOf({ isLogging, logsWrites, undelivered }: TrailState): { is: string; todo: string } | null {
  if (!isLogging) return { is: 'is stopped', todo: ADVICE };
  if (!logsWrites) return { is: 'logs no writing management events', todo: ADVICE };
  if (undelivered === null) return null;
  return {
    is: `logs, and its bucket did not take the last delivery: ${undelivered}`,
    todo: 'mend the policy of its bucket (CloudTrail)',
  };
}
