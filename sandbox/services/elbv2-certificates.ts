import { stateOf } from '../account-state';
import { InvalidParameter } from '../errors';
import { integer, requiredText, text } from '../parameters';
import { page } from '../paging';
import type { Handler } from '../service';
import { SECURE_PROTOCOLS } from '../state';
import { findListener } from './elbv2-modify';
import { showRule } from './elbv2-shapes';

/** The certificates and the rules of a listener. */

export const describeListenerCertificates: Handler = (parameters, { accountState, region }) => {
  const arn = requiredText(parameters, 'ListenerArn');
  const { listener } = findListener(stateOf(accountState, region), arn);
  if (!SECURE_PROTOCOLS.has(listener.protocol))
    throw new InvalidParameter(`the listener ${arn} is ${listener.protocol}: it has no certificates`);
  const { items, next } = page({
    items: listener.certificates.map((certificate, index) => ({
      CertificateArn: certificate,
      IsDefault: index === 0,
    })),
    limit: Math.min(accountState.pageSize, integer(parameters, 'PageSize', 1, 400) ?? 400),
    marker: text(parameters, 'Marker'),
  });
  return { answer: { Certificates: items, NextMarker: next } };
};

export const describeRules: Handler = (parameters, { accountState, region }) => {
  const arn = requiredText(parameters, 'ListenerArn');
  const { listener } = findListener(stateOf(accountState, region), arn);
  const { items, next } = page({
    items: [...listener.rules, { isDefault: true, action: listener.defaultAction }],
    limit: Math.min(accountState.pageSize, integer(parameters, 'PageSize', 1, 400) ?? 400),
    marker: text(parameters, 'Marker'),
  });
  return { answer: { Rules: items.map((rule, index) => showRule(arn, rule, index)), NextMarker: next } };
};
