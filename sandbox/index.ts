/** AWS on loopback, for the tests and the demo. SPEC.md says how it behaves, and on whose word. */
export type { Attributes, Catalogue, PredefinedPolicy, SslPolicy } from './catalogue';
export type { NewAcmCertificate, NewServerCertificate } from './certificates';
export type { LogSettings, Refusal, Stack, Trail } from './deployment';
export type { Fault, FaultKind } from './faults';
export type { NewClassicLoadBalancer, NewLoadBalancer, NewV2LoadBalancer } from './new-load-balancer';
export type { AddedLoadBalancer, IndexOption, Region } from './region';
export type { MetricPoint, MetricTrouble } from './metrics';
export type { Bucket, StoredObject } from './objects';
export type { RecordedCall } from './router';
export type { SandboxOptions } from './options';
export { type Sandbox, startSandbox } from './sandbox';
export type { Schedule } from './schedules';
export type { ServiceName } from './service';
export type { Snapshot } from './snapshot';
export type { TlsEndpoint } from './tls/endpoints';
export type { StatementEnd, Workgroup } from './workgroups';
export type { PublishedMessage, RegionStatus } from './account-state';
