const SIGN_IN = 'Sign in again (aws sso login, or new credentials) and run it once more';

/** What somebody at a terminal does about a session that has ended; the function's own never does. */
export const SIGN_IN_AGAIN = `${SIGN_IN}.`;

/** The same where some may have been changed before. */
export const SIGN_IN_AND_GO_ON = `${SIGN_IN}: what was done is recorded.`;
