import { didYouMean } from '../../bin/terminal/did-you-mean';
import { knownRegions } from '../../lambda/core/regions';

describe('what somebody may have meant', () => {
  it.each([
    ['eu-wset-1', '; did you mean eu-west-1?'],
    ['EU-WEST-1', '; did you mean eu-west-1?'],
    ['eu-west1', '; did you mean eu-west-1?'],
    ['eu-west-9', '; did you mean eu-west-1 or eu-west-2 or eu-west-3?'],
    ['euw1', ''],
    ['frankfurt', ''],
    ['', ''],
  ])('of the Regions, %j: %s', (got, expected) => {
    expect(didYouMean(got, knownRegions())).toBe(expected);
  });

  it.each([
    ['recomended', '; did you mean recommended?'],
    ['tls31', '; did you mean tls13?'],
    ['tls12', '; did you mean tls13?'],
    ['fast', ''],
  ])('of the targets, %j: %s', (got, expected) => {
    expect(didYouMean(got, ['recommended', 'classical', 'tls13'])).toBe(expected);
  });

  it('of nothing: nothing', () => {
    expect(didYouMean('shop', [])).toBe('');
  });
});
