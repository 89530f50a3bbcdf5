import type { ServerHello } from '../wire/server-hello';

/** What came of one handshake. */
export type Answer =
  | {
      readonly kind: 'chose';
      readonly hello: ServerHello;
      readonly certificates: readonly Uint8Array[] | null;
      readonly curve: number | null;
      /** Why what should have followed did not, or `null`: what was chosen stands all the same. */
      readonly brokenOff: string | null;
    }
  /** A fatal alert, by its number. */
  | { readonly kind: 'refused'; readonly alert: number }
  /** Hung up without a word, as servers do that know no better refusal. */
  | { readonly kind: 'hung-up' }
  /** Nothing that could be read as an answer: silence, another language, no connection. The clause says which. */
  | { readonly kind: 'untold'; readonly why: string };

export type Chosen = Extract<Answer, { readonly kind: 'chose' }>;
