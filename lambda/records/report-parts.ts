import { PROTOCOLS } from '../core/clients/client';
import type { Drops } from '../core/policy/posture';
import type { Concern, FormerListener, Links, Outside, Since } from '../core/report';
import type { Advice, Step } from '../core/step';
import { STEP_IDS } from '../core/step-table';
import type { Verification } from '../core/verify/verification';
import { anyText, boolean, integer, list, nullable, object, oneOf, text, time } from './check';

/** Checks of the parts of a report: what to do next, and what was found beside it. */

const stepId = oneOf(...STEP_IDS);

export const isAdvice = object<Advice>(
  { step: stepId, title: text(), how: anyText, own: text() },
  'title',
  'own',
);

export const isConcern = object<Concern>({ step: stepId, text: text() });

export const isStep = object<Step>({
  id: stepId,
  title: text(),
  how: anyText,
  commands: list(text()),
  listeners: list(integer(1)),
  items: list(text()),
});

export const isSince = object<Since>({
  at: time,
  opened: list(text()),
  gone: list(
    object<FormerListener>({ id: text(), region: text(), name: text(), port: nullable(integer(1, 65_535)) }),
  ),
  fixedByOthers: list(text()),
});

export const isOutside = object<Outside>({
  byValue: list(object<Outside['byValue'][number]>({ value: nullable(anyText), loadBalancers: integer(1) })),
  worst: list(
    object<Outside['worst'][number]>({
      region: text(),
      name: text(),
      type: oneOf('application', 'network', 'classic'),
      policy: text(),
      protocols: list(text()),
    }),
  ),
  unknownIn: list(text()),
});

export const isLinks = object<Links>(
  { dashboard: text(), log: text(), record: text(), docs: text() },
  'dashboard',
  'log',
  'record',
  'docs',
);

export const isDrops = object<Drops>({
  protocols: list(text(/^[A-Za-z][A-Za-z0-9.]*$/u), { unique: true }),
  ciphers: list(text(), { unique: true }),
});

export const isVerification = object<Verification>({
  host: nullable(text()),
  asExpected: nullable(boolean),
  stillWorks: isDrops,
  refused: list(oneOf(...PROTOCOLS), { unique: true }),
  untold: list(text()),
});
