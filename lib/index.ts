export { TlsRemediator, type TlsRemediatorProps } from './remediator';
export { TlsRemediatorStack, type TlsRemediatorStackProps } from './stack';
export { AlarmKey, DigestTopic, type DigestTopicProps } from './digest-topic';
