import { systemClock } from '../../lambda/runs/system-clock';
import { probe } from '../../probe/probe';
import type { Findings } from '../../probe/report';
import type { Running } from './servers';

/** Probes a server of the tests, as fast as it goes, and stops it. */
export async function foundAt(server: Running, sni: string | null = 'localhost'): Promise<Findings> {
  try {
    return await probe({ host: '127.0.0.1', port: server.port, sni }, { rate: 0, clock: systemClock });
  } finally {
    await server.stop();
  }
}
