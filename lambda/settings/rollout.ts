import { isDay } from '../core/day';
import {
  DEFAULT_OWNERSHIP,
  type OwnershipSettings,
  type RolloutSettings,
  type WaveSettings,
} from '../core/rollout';
import { parseWindow } from '../core/gates/window';
import { UserError } from '../core/user-error';
import { parseMaxChanges } from './settings';

/** The rollout as text: environment variables or flags, whichever door it comes in by. */
export interface RolloutTexts {
  readonly maxChanges?: string | undefined;
  readonly changeWindow?: string | undefined;
  readonly freezeUntil?: string | undefined;
  readonly waveTagKey?: string | undefined;
  readonly waveOrder?: string | undefined;
  readonly waveSoakHours?: string | undefined;
  readonly controllerOwned?: string | undefined;
  readonly stackOwned?: string | undefined;
  readonly ownerTags?: string | undefined;
}

/**
 * @param nameOf what a text is called where its user wrote it
 * @param impact what the logs decide: they are asked about elsewhere
 * @throws UserError for a text that cannot be read
 */
export function parseRollout(
  texts: RolloutTexts,
  nameOf: (key: keyof RolloutTexts) => string,
  impact: RolloutSettings['impact'],
): RolloutSettings {
  const { maxChanges, changeWindow, freezeUntil } = texts;
  return {
    maxChanges: maxChanges === undefined ? null : parseMaxChanges(maxChanges, nameOf('maxChanges')),
    window: changeWindow === undefined ? null : readWindow(changeWindow, nameOf('changeWindow')),
    freezeUntil:
      freezeUntil === undefined ? null : parseDay(freezeUntil, nameOf('freezeUntil'), 'the last frozen day'),
    waves: readWaves(texts, nameOf),
    ownership: readOwnership(texts, nameOf),
    impact,
  };
}

function readWindow(text: string, source: string): RolloutSettings['window'] {
  const window = parseWindow(text);
  if (window) return window;
  const zone = /\S+$/.exec(text)?.[0] ?? '';
  if (parseWindow(text.replace(/\S+$/, 'UTC'))) {
    throw new UserError(
      `${source} got "${text}", and there is no time zone "${zone}"; use UTC or an IANA time zone such as Europe/Berlin`,
      64,
      { got: zone, known: Intl.supportedValuesOf('timeZone') },
    );
  }
  throw new UserError(
    `${source} got "${text}"; use days, hours and a time zone, for example MON-THU 09:00-16:00 Europe/Berlin`,
  );
}

/** @param what which day it is, for the message */
export function parseDay(text: string, source: string, what: string): string {
  if (isDay(text)) return text;
  throw new UserError(`${source} got "${text}"; use ${what} as YYYY-MM-DD, for example 2027-01-06`);
}

function readWaves(
  { waveTagKey, waveOrder, waveSoakHours }: RolloutTexts,
  nameOf: NameOf,
): WaveSettings | null {
  if (waveTagKey === undefined && waveOrder === undefined) return null;
  if (!waveTagKey || !waveOrder) {
    const [missing, given] = waveTagKey
      ? (['waveOrder', 'waveTagKey'] as const)
      : (['waveTagKey', 'waveOrder'] as const);
    throw new UserError(`${nameOf(given)} is set without ${nameOf(missing)}; waves need both, or neither`);
  }
  const soak = waveSoakHours ?? '24';
  if (!/^\d{1,4}$/.test(soak)) {
    throw new UserError(`${nameOf('waveSoakHours')} got "${soak}"; use a whole number of hours, 0 or more`);
  }
  const order = waveOrder.split(',').map((wave) => wave.trim());
  if (order.includes('') || new Set(order).size < order.length) {
    throw new UserError(
      `${nameOf('waveOrder')} got "${waveOrder}"; use tag values, each once: dev,staging,prod`,
    );
  }
  return { tagKey: waveTagKey, order, soakHours: Number(soak) };
}

function readOwnership(texts: RolloutTexts, nameOf: NameOf): OwnershipSettings {
  const choice = (key: 'controllerOwned' | 'stackOwned'): 'hold' | 'change' => {
    const text = texts[key] ?? DEFAULT_OWNERSHIP[key];
    if (text === 'hold' || text === 'change') return text;
    throw new UserError(`${nameOf(key)} got "${text}"; use hold or change`);
  };
  const ownerTags = texts.ownerTags === undefined ? [] : texts.ownerTags.split(',');
  return {
    controllerOwned: choice('controllerOwned'),
    stackOwned: choice('stackOwned'),
    ownerTags: ownerTags.map((tag) => {
      const [key = '', value = null] = tag.trim().split(/=(.*)/s);
      if (key !== '') return { key, value };
      throw new UserError(
        `${nameOf('ownerTags')} got "${tag}"; use Key or Key=value, for example ManagedBy=terraform`,
      );
    }),
  };
}

type NameOf = (key: keyof RolloutTexts) => string;
