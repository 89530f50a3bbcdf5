import { KNOWN_CLIENTS } from '../../lambda/core/clients/known';
import { parseClient } from '../../lambda/core/clients/parse-client';
import { UserError } from '../../lambda/core/user-error';
import { systemClock } from '../../lambda/runs/system-clock';
import { clientRow } from '../../probe/clients';
import { CATALOGUE, policyNamed } from '../../probe/policies/catalogue';
import { behaviourOf, policiesLike } from '../../probe/policies/match';
import { probe } from '../../probe/probe';
import { isTold, type ProbeReport } from '../../probe/report';
import { parseTarget } from '../../probe/target';
import { STATUS } from '../exit-status';
import { jsonText, print } from '../terminal/output';
import { probeText } from '../terminal/probe-text';

/** The flags of `elb-tls probe`. */
export interface ProbeFlags {
  readonly sni?: string;
  readonly rate?: string;
  readonly policy?: string;
  readonly client?: readonly string[];
  readonly json?: true;
}

/** Handshakes a second, unless --rate says otherwise: no burden for anybody. */
const RATE = 10;

/** `elb-tls probe HOST[:PORT]`: real handshakes with the host that was named, and with no other. */
export async function probeHost(place: string, flags: ProbeFlags): Promise<number> {
  const target = parseTarget(place, flags.sni);
  const rate = flags.rate === undefined ? RATE : rateFrom(flags.rate);
  const policy = flags.policy === undefined ? null : policyNamed(flags.policy);
  const clients = flags.client?.map((text) => parseClient(text, KNOWN_CLIENTS));
  const found = await probe(target, { rate, clock: systemClock });
  const report: ProbeReport = {
    ...found,
    policies: policiesLike(found, CATALOGUE),
    ...(policy === null ? {} : { behavesAs: behaviourOf(found, policy) }),
    ...(clients === undefined ? {} : { clients: clients.map((client) => clientRow(client, found)) }),
  };
  await (flags.json ? print(jsonText(report)) : print(probeText(report, systemClock.now())));
  return statusOf(report);
}

/** What could not be told comes before what is refused. */
function statusOf(report: ProbeReport): number {
  const { behavesAs, clients = [] } = report;
  const answers = new Set([behavesAs?.matches, ...clients.map(({ connects }) => connects)]);
  if (!isTold(report) || answers.has(null)) return STATUS.failed;
  return answers.has(false) ? STATUS.open : STATUS.done;
}

function rateFrom(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new UserError(`--rate got "${text}"; use how many handshakes a second, 1 to 9999, or 0 for no limit`);
}
