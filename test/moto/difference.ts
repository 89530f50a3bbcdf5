import type { SandboxOptions } from '../../sandbox';
import type { Bench } from './bench';

/** Something that moto does unlike AWS, and that matters to this tool. */
export interface Difference {
  /** Its name, in the tests and in repairs.ts. */
  readonly topic: string;
  readonly aws: string;
  /** Where AWS's side is written (sources.ts). */
  readonly source: string;
  readonly moto: string;
  /** What the scenario does about it. */
  readonly coping: Coping;
  readonly probe: (bench: Bench) => Promise<unknown>;
  /** What the probe sees on moto. Once it sees something else, the list is no longer true. */
  readonly onMoto: unknown;
  /**
   * What it sees on the sandbox: AWS's side, as far as anything here can show it. Some error codes are INFERRED:
   * sandbox/SPEC.md says which.
   */
  readonly onSandbox: unknown;
  readonly sandboxOptions?: SandboxOptions;
}

/**
 * `repaired`: the proxy in front of moto mends it (repairs.ts). `prepared`: what the emulator makes leaves moto as
 * AWS would be. `used`: the scenario could not do without it. `not shown`: here a
 * green scenario on moto proves nothing.
 */
export type Coping = 'repaired' | 'prepared' | 'used' | 'not shown';
