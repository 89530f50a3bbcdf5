import type { Clock } from '../../lambda/core/clock';
import { systemClock } from '../../lambda/runs/system-clock';
import { probe } from '../../probe/probe';
import type { Findings } from '../../probe/report';
import type { Running } from './servers';

/** Five seconds of patience are a fifth of one here: for servers that never answer. */
export const IMPATIENT: Clock = {
  ...systemClock,
  alarm: (milliseconds) => systemClock.alarm(milliseconds / 25),
};

/** Probes a server of the tests, as fast as it goes, and stops it. */
export async function foundAt(
  server: Running,
  { sni = 'localhost', clock = systemClock }: { readonly sni?: string | null; readonly clock?: Clock } = {},
): Promise<Findings> {
  try {
    return await probe({ host: '127.0.0.1', port: server.port, sni }, { rate: 0, clock });
  } finally {
    await server.stop();
  }
}
