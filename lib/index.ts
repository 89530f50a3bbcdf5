export { TlsRemediator } from './remediator';
export { TlsRemediatorStack, type TlsRemediatorStackProps } from './stack';
export { AlarmKey, DigestTopic, type DigestTopicProps } from './topic/digest-topic';
export type { RecordProps, RolloutProps, TlsRemediatorProps, WatchProps, WaveProps } from './props';
