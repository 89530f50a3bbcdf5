export { TlsRemediator, type TlsRemediatorProps } from './remediator';
export { TlsRemediatorStack, type TlsRemediatorStackProps } from './stack';
export { AlarmKey, DigestTopic, type DigestTopicProps } from './topic/digest-topic';
export type { RecordProps, RolloutProps, WatchProps, WaveProps } from './props';
