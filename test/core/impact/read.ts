import { CATALOGUE_POLICIES, type PolicyType, type Shelved } from '../../../lambda/core/explain/catalogue';
import { fittingOf } from '../../../lambda/core/impact/clients-that-fit';
import { impactOf } from '../../../lambda/core/impact/impact-of';
import type { Impact } from '../../../lambda/core/impact/impact';
import { LogText } from '../../../lambda/core/impact/log-text';
import { Reading } from '../../../lambda/core/impact/reading';
import { Tally } from '../../../lambda/core/impact/tally';
import type { Client } from '../../../lambda/core/clients/client';

/** Logs that are at hand, read as the command reads files. */

export const RES_PQ = 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09';
export const OLD = 'ELBSecurityPolicy-2016-08';

export interface Asked {
  readonly target?: string;
  readonly from?: string;
  readonly fullAddresses?: boolean;
  readonly known?: readonly Client[];
  /** What the file is called. */
  readonly name?: string;
}

export function policyOf(name: string, type: PolicyType = 'elbv2'): Shelved {
  const found =
    CATALOGUE_POLICIES.find((each) => each.posture.name === name && each.type === type) ??
    CATALOGUE_POLICIES.find((each) => each.posture.name === name);
  if (found === undefined) throw new Error(`no policy ${name} in the catalogue`);
  return found;
}

export function tallyFor({ target = RES_PQ, from, fullAddresses = false }: Asked = {}): Tally {
  const policies = (type: PolicyType) => ({
    type,
    target: policyOf(target, type),
    from: from === undefined ? null : policyOf(from, type),
  });
  return new Tally({
    policies: { elbv2: policies('elbv2'), classic: policies('classic') },
    fullAddresses,
    remembered: 1 << 13,
  });
}

/** The impact of one file, which comes in these parts. */
export function impactOfParts(parts: Iterable<Uint8Array>, asked: Asked = {}): Impact {
  const { target = RES_PQ, from, known = [], name = 'some.log' } = asked;
  const tally = tallyFor(asked);
  const reading = new Reading();
  const text = new LogText(name, tally, reading.counts);
  for (const part of overwritten(parts)) text.add(part);
  text.end();
  reading.read(text.bytes, text.bytes, text.skippedBytes);
  return impactOf(tally, reading, { target, from: from ?? null }, fittingOf(known));
}

export function impactOfText(text: string, asked: Asked = {}): Impact {
  return impactOfParts([Buffer.from(text)], asked);
}

const MEMORY = 7000;

/** As a file is read: in parts of one memory, each written over the one before. */
function* overwritten(parts: Iterable<Uint8Array>): Iterable<Uint8Array> {
  const memory = Buffer.alloc(MEMORY);
  for (const part of parts)
    for (let at = 0; at < part.length; at += MEMORY) {
      memory.fill('~');
      memory.set(part.subarray(at, at + MEMORY));
      yield memory.subarray(0, Math.min(MEMORY, part.length - at));
    }
}
