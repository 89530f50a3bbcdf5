import { CONSOLES } from './consoles';
import { partitionOf } from './regions';
import type { Links } from './report';

/** Where in the console of AWS a run can be looked at: whatever of it is known. */
export interface ConsolePlaces {
  readonly region?: string | undefined;
  readonly dashboard?: string | undefined;
  readonly logGroup?: string | undefined;
  readonly logStream?: string | undefined;
}

/** Where the record of a run is. */
export interface RecordPlace {
  /** As `--record` takes it; `null`: nowhere. Only a bucket has an address. */
  readonly store: string | null;
  /** What the keys of the run begin with. */
  readonly prefix: string;
}

/** The addresses of a run, in the console of its partition and Region; none for a partition whose console nobody knows. */
export function linksOf(places: ConsolePlaces, record: RecordPlace): Links {
  const { region, dashboard } = places;
  const domains: Readonly<Record<string, string>> = CONSOLES;
  const domain = region === undefined ? undefined : domains[partitionOf(region).id];
  if (region === undefined || domain === undefined) return {};
  const host = `https://${region}.${domain}`;
  const cloudWatch = `${host}/cloudwatch/home?region=${region}#`;
  const log = logPath(places);
  const bucket = /^s3:\/\/([^/]+)\/?$/.exec(record.store ?? '')?.[1];
  return {
    ...(dashboard === undefined ? {} : { dashboard: `${cloudWatch}dashboards:name=${dashboard}` }),
    ...(log === null ? {} : { log: `${cloudWatch}${log}` }),
    ...(bucket === undefined
      ? {}
      : {
          record: `${host}/s3/buckets/${bucket}?region=${region}&prefix=${encodeURIComponent(record.prefix)}`,
        }),
  };
}

function logPath({ logGroup, logStream }: ConsolePlaces): string | null {
  if (logGroup === undefined) return null;
  const group = `logsV2:log-groups/log-group/${escaped(logGroup)}`;
  return logStream === undefined ? group : `${group}/log-events/${escaped(logStream)}`;
}

/** The console of CloudWatch escapes a name twice, and the second time with `$` for `%`: `/` is `$252F` ([CW-links]). */
function escaped(name: string): string {
  return encodeURIComponent(encodeURIComponent(name)).replaceAll('%', '$');
}
