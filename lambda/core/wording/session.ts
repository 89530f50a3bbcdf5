/** What somebody at a terminal does about a session that has ended; the function's own never does. */
export const SIGN_IN_AGAIN =
  'Sign in again (aws sso login, or new credentials) and run it once more: what was done is recorded.';
