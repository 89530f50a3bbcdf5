import { about, judged, wrong } from '../../../lambda/core/doctor/finding';

/** What is to be done where nobody could look: it depends on what was in the way. */
it.each([
  ['AccessDenied', 'not authorized', 'let the caller use sns:Look'],
  ['AuthorizationError', 'not authorized', 'let the caller use sns:Look'],
  [
    'AccessDenied',
    'with an explicit deny in a service control policy',
    'ask whoever keeps the policies of the organisation for sns:Look: docs/organisation.md',
  ],
  ['ExpiredToken', 'The security token included in the request is expired', 'sign in again'],
  [
    'Throttling',
    'Rate exceeded',
    'ask again; where it stays so, see what is between here and AWS: it takes sns:Look',
  ],
  [
    'ECONNREFUSED',
    'connect ECONNREFUSED',
    'ask again; where it stays so, see what is between here and AWS: it takes sns:Look',
  ],
])('says by %s (%s) what would let somebody look', (code, message, todo) => {
  const of = about('subscribed');
  const answer = { unread: { code, message } };
  expect(judged(of, answer, { rights: 'sns:Look' }, () => wrong(of, 'it was judged', ''))).toEqual([
    {
      check: 'subscribed',
      region: null,
      isFine: null,
      found: `could not be told: ${code}: ${message}`,
      todo,
    },
  ]);
});

it('says that nothing is gone where nobody can delete it', () => {
  const of = about('trail-logs');
  const [finding] = judged(of, { unread: { code: 'NotFound', message: 'no' } }, { rights: 'x:Y' }, () => []);
  expect(finding?.isFine).toBeNull();
});
