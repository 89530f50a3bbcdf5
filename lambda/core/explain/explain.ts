import type { Client } from '../clients/client';
import { lockedOut } from '../clients/locked-out';
import { negotiate, type CertificateKey } from '../clients/negotiate';
import { keyExchangeOf } from '../clients/suites';
import { albGroupOf, canStandTogether } from '../policy/alb';
import { weaknessesOf } from '../policy/cipher';
import { dropsOf, weakenings, type Posture } from '../policy/posture';
import { sentence } from '../wording/sentence';
import type { Shelved } from './catalogue';
import { checksOf } from './checks';
import type { Comparison, ExplainedClient, Explanation } from './explanation';
import { remedyOf, serverOf } from './remedy';
import { refusedBecause, wouldHelp } from './sentences';
import { policyTowardsTargets } from './targets';

/** What somebody asks of one policy, or of two. */
export interface Question {
  readonly policy: Shelved;
  /** The policy that the listener would have instead. */
  readonly against: Shelved | null;
  readonly clients: readonly Client[];
  readonly certificate: CertificateKey;
  /** The policies that a listener of this type could have. */
  readonly offered: readonly Shelved[];
  /** Clients of which those are named that a move locks out, most common first. */
  readonly known: readonly Client[];
}

/** What a policy accepts, what that is worth, and who gets through. */
export function explain(question: Question): Explanation {
  const { policy, against } = question;
  const { posture, type, source, asOf, decides } = policy;
  return {
    schema: 'elb-tls-explain/1',
    policy: posture.name,
    type,
    source,
    asOf,
    family: posture.family,
    postQuantum: posture.postQuantum,
    protocols: protocolsIn(posture),
    serverOrder: decides,
    ciphers: [...posture.ciphers].map((name) => ({
      name,
      keyExchange: keyExchangeOf(name),
      weaknesses: weaknessesOf(name),
    })),
    targets: policyTowardsTargets(policy),
    checks: checksOf(policy),
    ...(against === null ? {} : { against: compare(policy, against) }),
    clients: clientsOf(question),
  };
}

/** Oldest first. */
function protocolsIn(posture: Posture): readonly string[] {
  return dropsOf(posture, { ...posture, protocols: new Set() }).protocols;
}

/** By the default rules: no setting asks for FIPS, so leaving a family weakens. */
function compare(policy: Shelved, { posture, source, asOf }: Shelved): Comparison {
  return {
    policy: posture.name,
    source,
    asOf,
    gains: dropsOf(posture, policy.posture),
    loses: dropsOf(policy.posture, posture),
    weakens: weakenings(policy.posture, posture).map((clause) => sentence(`it ${clause}`)),
    sameAlb: policy.type === 'classic' ? null : standsBeside(policy.posture.name, posture.name),
  };
}

function standsBeside(one: string, other: string): boolean | null {
  const isUnknown = [one, other].some((name) => albGroupOf(name) === 'unknown');
  return isUnknown ? null : canStandTogether([one, other]);
}

function clientsOf(question: Question): readonly ExplainedClient[] {
  const { policy, against, clients, known } = question;
  const out = against === null ? [] : lockedOut(policy.posture, against.posture, known);
  return [
    ...clients.map((client) => held(client, true, question)),
    ...out.filter((client) => !clients.includes(client)).map((client) => held(client, false, question)),
  ];
}

/** A client held against the policy that the listener would have. */
function held(client: Client, asked: boolean, question: Question): ExplainedClient {
  const { certificate, offered } = question;
  const policy = question.against ?? question.policy;
  const agreed = negotiate(serverOf(policy), client, certificate);
  const row = { client: client.name, policy: policy.posture.name, asked };
  if (agreed.connects) return { ...row, ...agreed, reason: null, remedy: null };
  const { obstacle } = agreed;
  return {
    ...row,
    connects: false,
    protocol: null,
    cipher: null,
    postQuantum: null,
    reason: refusedBecause(obstacle),
    remedy: wouldHelp(remedyOf({ policy, client, certificate, obstacle }, offered)),
  };
}
