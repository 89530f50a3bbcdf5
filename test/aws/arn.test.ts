import { loadBalancerRef } from '../../lambda/aws/arn';
import { classicArn } from '../../lambda/core/listener-id';

const ELB = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333';

it.each([
  ['application', 'shop', `${ELB}:loadbalancer/app/shop/0123456789abcdef`],
  ['network', 'edge', `${ELB}:loadbalancer/net/edge/0123456789abcdef`],
  ['classic', 'old', `${ELB}:loadbalancer/old`],
  ['classic', 'app', `${ELB}:loadbalancer/app`],
  ['classic', 'net', `${ELB}:loadbalancer/net`],
])('%s load balancer %s', (type, name, arn) => {
  expect(loadBalancerRef(arn)).toEqual([{ region: 'eu-west-1', name, arn, type }]);
});

it.each([
  ['China', 'arn:aws-cn:elasticloadbalancing:cn-north-1:111122223333:loadbalancer/app/shop/1', 'cn-north-1'],
  [
    'GovCloud',
    'arn:aws-us-gov:elasticloadbalancing:us-gov-west-1:111122223333:loadbalancer/old',
    'us-gov-west-1',
  ],
])('of another partition: %s', (_name, arn, region) => {
  expect(loadBalancerRef(arn)).toMatchObject([{ region, arn }]);
});

it.each([
  ['a Gateway Load Balancer', `${ELB}:loadbalancer/gwy/wall/0123456789abcdef`],
  ['a target group', `${ELB}:targetgroup/shop/0123456789abcdef`],
  ['a listener', `${ELB}:listener/app/shop/0123456789abcdef/0123456789abcdef`],
  ['another service', 'arn:aws:s3:::loadbalancer/app/shop/1'],
  ['no ARN', 'shop'],
  ['nothing', undefined],
])('%s is no load balancer of ours', (_name, arn) => {
  expect(loadBalancerRef(arn)).toEqual([]);
});

it('a Classic ARN made from its parts is read back', () => {
  const arn = classicArn('aws-cn', 'cn-north-1', '111122223333', 'old');

  expect(loadBalancerRef(arn)).toEqual([{ region: 'cn-north-1', name: 'old', arn, type: 'classic' }]);
});
