import type { Process } from '../process';
import { regionApi, type Aws, type RegionApi, type TagIndex } from '../product';
import type { Store } from '../store';
import { ACCOUNT, type Account } from './account';
import { classicOf } from './classic';
import type { Metrics } from './metrics';
import { elbV2Of } from './v2';

/** AWS as one process sees it: each of its calls is one of this process, and ends with it. */
export function awsOf(
  {
    account,
    metrics,
    bucket,
  }: { readonly account: Account; readonly metrics: Metrics; readonly bucket: Store },
  process: Process,
): Aws {
  const { wire, regions } = account;
  const [home = ''] = regions;
  const known = new Map<string, RegionApi>();
  const regionOf = (region: string): RegionApi =>
    regionApi({
      region,
      account: ACCOUNT,
      partition: 'aws',
      elbV2: elbV2Of(account, process, region),
      classic: classicOf(account, process, region),
      tagIndex: tagIndexOf(account, process, region),
      turn: () => wire.turn(process, region),
      failedHandshakes: async (loadBalancers, { start, end }) => {
        const call = {
          service: 'metrics',
          action: 'GetMetricData',
          target: '',
          region,
          isWrite: false,
        } as const;
        const period = { start: start.getTime(), end: end.getTime() };
        const asked = loadBalancers.map(({ arn }) => `${arn} ${start.getTime()}`);
        for (const each of asked) process.unmeasured.add(each);
        const counts = await wire.send(process, call, () => metrics.countsOf(loadBalancers, period));
        for (const [arn, count] of counts) {
          if (typeof count === 'number') process.unmeasured.delete(`${arn} ${start.getTime()}`);
        }
        return counts;
      },
    });
  return {
    account: () =>
      wire.send(
        process,
        { service: 'sts', action: 'GetCallerIdentity', target: '', region: home, isWrite: false },
        () => ACCOUNT,
      ),
    accountName: () => Promise.resolve('acme-prod'),
    caller: () => Promise.resolve(`arn:aws:sts::${ACCOUNT}:assumed-role/elb-tls-remediator/simulated`),
    enabledRegions: () => Promise.resolve([...regions]),
    defaultRegion: () => Promise.resolve(home),
    region: (name) => {
      const api = known.get(name) ?? regionOf(name);
      known.set(name, api);
      return api;
    },
    // Nobody looks at certificates there: ACM and IAM are in the sandbox.
    certificates: {
      acm: () => Promise.reject(new Error('no certificates in the simulation')),
      acmBody: () => Promise.reject(new Error('no certificates in the simulation')),
      listed: () => Promise.resolve([]),
      iamBody: () => Promise.reject(new Error('no certificates in the simulation')),
    },
    subscribers: () => Promise.resolve(1),
    publish: async (_topic, { subject, text: body }) => {
      const message = { process, at: account.time.now, subject, body, isAnswered: false };
      process.hasTold = true;
      const call = {
        service: 'sns',
        action: 'Publish',
        target: subject,
        region: home,
        isWrite: true,
      } as const;
      await wire.send(process, call, () => void account.messages.push(message));
      message.isAnswered = true;
    },
    bucket: () => bucket.seenBy(process),
    logObjects: async function* () {
      await Promise.resolve();
      yield* [];
    },
    sql: () => ({ run: () => Promise.reject(new Error('no SQL runs here')) }),
    callOnce: ({ name, at, input }) => {
      const call = {
        service: 'scheduler',
        action: 'CreateSchedule',
        target: name,
        region: home,
        isWrite: true,
      } as const;
      return wire.send(process, call, () => {
        const appointment = { at: at.getTime(), input };
        account.appointments.push(appointment);
        account.onAppointment(appointment);
      });
    },
  };
}

function tagIndexOf(account: Account, process: Process, region: string): TagIndex {
  const call = { service: 'tags', action: 'GetResources', target: '', region, isWrite: false } as const;
  return {
    find: ({ tagKey, tagValues }) =>
      account.wire.send(process, call, () =>
        [...account.indexed(region)].flatMap(([arn, tags]) => {
          const [, kind, name = ''] = /:loadbalancer\/(?:(app|net)\/)?([^/]+)/.exec(arn) ?? [];
          const type = kind === 'app' ? 'application' : kind === 'net' ? 'network' : 'classic';
          return tagValues.includes(tags[tagKey] ?? '') ? [{ region, arn, name, type, tags } as const] : [];
        }),
      ),
    tags: () => account.wire.send(process, call, () => [...account.indexed(region)].map(([, tags]) => tags)),
  };
}
