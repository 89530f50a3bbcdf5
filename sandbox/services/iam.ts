import { requiredText, requiredTexts, texts } from '../parameters';
import { queryProtocol } from '../protocols';
import { type Handler, type Service, queryErrors } from '../service';
import { getServerCertificate, listServerCertificates } from './iam-certificates';

/** The role of whoever calls, as STS has it. */
export const CALLER = 'sandbox';

/** Every role is there, below a path that the ARN of its sessions leaves out. */
const getRole: Handler = (parameters, { accountState }) => {
  const name = requiredText(parameters, 'RoleName');
  const Arn = `arn:aws:iam::${accountState.account}:role/operators/${name}`;
  return {
    answer: {
      Role: { Path: '/operators/', RoleName: name, RoleId: 'AROASANDBOX', Arn, CreateDate: CREATED },
    },
  };
};

const CREATED = '2026-01-01T00:00:00Z';

/** All is allowed but what the sandbox was told that somebody refuses. */
const simulatePrincipalPolicy: Handler = (parameters, { accountState }) => {
  const isCaller = requiredText(parameters, 'PolicySourceArn').endsWith(`/${CALLER}`);
  const [resource = '*'] = texts(parameters, 'ResourceArns') ?? [];
  const { refusals } = accountState.environs;
  const results = requiredTexts(parameters, 'ActionNames').flatMap((action) => {
    const by = refusals.get(isCaller ? `caller ${action}` : action);
    if (by === 'unanswered') return [];
    return {
      EvalActionName: action,
      EvalResourceName: resource,
      EvalDecision: by === undefined ? 'allowed' : by === 'role' ? 'implicitDeny' : 'explicitDeny',
      OrganizationsDecisionDetail: { AllowedByOrganizations: String(by !== 'organisation') },
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: String(by !== 'boundary') },
    };
  });
  return { answer: { EvaluationResults: results, IsTruncated: 'false' } };
};

export const iam: Service = {
  name: 'iam',
  scope: 'iam',
  global: true,
  protocol: queryProtocol('https://iam.amazonaws.com/doc/2010-05-08/'),
  errors: queryErrors,
  mutating: new Set(),
  actions: {
    GetRole: getRole,
    GetServerCertificate: getServerCertificate,
    ListServerCertificates: listServerCertificates,
    SimulatePrincipalPolicy: simulatePrincipalPolicy,
  },
};
