import type { Settings } from '../../shared/settings.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { RunUser } from './user.ts'

/** One local integration stands for all: the client asks only whether some integration knows the workflow (Paragon §1.3). */
const INTEGRATION = 'triggerbench'
const CREDENTIAL = '00000000-0000-4000-8000-000000000001'

/** `GET /projects/:p/sdk/me`: what `@useparagon/connect` needs before it calls `workflow()` (Paragon §1.3). */
export function sdkUser(settings: Settings, user: RunUser, workflows: readonly Workflow[]): Record<string, unknown> {
  const workflowSettings = Object.fromEntries(workflows.map(workflow => [workflow.id, { enabled: workflow.enabled }]))
  const configuration = {
    id: 'default',
    connectCredentialId: CREDENTIAL,
    isDefault: true,
    workflowSettings,
    sharedSettings: {},
  }
  return {
    authenticated: true,
    userId: user.userId,
    meta: user.meta,
    resources: [],
    project: { id: settings.projectId, accessibleFeatures: [] },
    integrations: {
      [INTEGRATION]: {
        enabled: true,
        credentialId: CREDENTIAL,
        credentialStatus: 'VALID',
        allCredentials: [{ id: CREDENTIAL, status: 'VALID', configurations: [configuration] }],
      },
    },
  }
}

/** `GET /projects/:p/sdk/integrations` (Paragon §1.3). */
export function sdkIntegrations(workflows: readonly Workflow[]): Record<string, unknown>[] {
  return [
    {
      id: INTEGRATION,
      type: INTEGRATION,
      isActive: true,
      name: 'Triggerbench',
      brandColor: '#0a7363',
      customIntegration: null,
      configs: [
        { id: 'default', values: { workflowMeta: Object.fromEntries(workflows.map(({ id }) => [id, { id }])) } },
      ],
      workflows: workflows.map(({ id, name }) => ({ id, description: name })),
    },
  ]
}
