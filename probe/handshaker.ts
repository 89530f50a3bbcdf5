import type { Clock } from '../lambda/core/clock';
import type { Handshaker, Offer, Reply } from '../lambda/core/verify/handshaker';
import { choiceIn } from './ask/choice';
import { Asker } from './net/asker';
import { Line, type Route } from './net/line';
import { Turns } from './net/turns';
import { codesFor, nameOf } from './wire/aws-suites';

/** Handshakes a second with one host, whatever ports are asked. */
const RATE = 10;

/** A host has a few listeners, and each a dozen offers at the most, asked some times. */
const MOST_HANDSHAKES = 1000;

/** Makes the handshakes of a run: hellos of our own, so that what today's OpenSSL refuses to offer can be offered. */
export function handshaker({
  clock,
  route,
}: {
  readonly clock: Clock;
  /** Left out: straight to the host that is named. */
  readonly route?: Route;
}): Handshaker {
  const hosts = new Map<string, Turns>();
  return async (at, offers) => {
    const turns = hosts.get(at.host) ?? new Turns(clock, RATE, MOST_HANDSHAKES);
    hosts.set(at.host, turns);
    const line = await Line.to(at, clock, turns, route);
    if (typeof line === 'string') return offers.map(() => ({ kind: 'untold', why: line }));
    const asker = new Asker(line, at.host);
    const replies: Reply[] = [];
    for (const offer of offers) {
      const silent = replies.find(({ kind }) => kind === 'untold');
      replies.push(silent ?? (await replyTo(offer, asker)));
    }
    return replies;
  };
}

async function replyTo({ protocol, ciphers }: Offer, asker: Asker): Promise<Reply> {
  const suites = codesFor(protocol, ciphers);
  if (suites.length === 0) return { kind: 'unplayed' };
  const answer = await asker.ask({ protocol, suites });
  if (answer.kind === 'untold' || answer.kind === 'hung-up') return answer;
  if (answer.kind === 'refused') return { kind: 'refused' };
  const chosen = choiceIn(protocol)(answer, suites);
  if (typeof chosen === 'string') return { kind: 'untold', why: chosen };
  return chosen === null ? { kind: 'refused' } : { kind: 'accepted', cipher: nameOf(chosen.choice) };
}
