/** The tag of the bucket that a deployed function records its runs in. */
export const RECORD_TAG = { key: 'elb-tls-remediator', value: 'records' } as const;
