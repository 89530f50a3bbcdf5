import type { Settings } from '../core/settings';
import type { RunContext } from './context';
import type { Held } from './lease';

/** A run that may look at certificates. */
export type CertificateRun = RunContext & { readonly settings: Settings; readonly held: Held | null };
