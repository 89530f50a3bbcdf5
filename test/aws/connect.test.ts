import { isKnownRegion } from '../../lambda/aws/connect';

it.each([
  ['eu-west-1', true],
  ['us-gov-west-1', true],
  ['cn-north-1', true],
  ['aws-global', false],
  ['eu-west-9', false],
  ['EU-WEST-1', false],
  ['', false],
  ['all', false],
])('the SDK knows the Region "%s": %s', (name, known) => {
  expect(isKnownRegion(name)).toBe(known);
});
