import { assertNever } from '../../shared/errors.ts'
import type { IntegrationSettings, Settings } from '../../shared/settings.ts'
import type { Lookup } from '../../shared/template.ts'
import type { Send } from '../outgoing/types.ts'
import { createCrm } from './crm.ts'
import { createEmail } from './email.ts'
import { createHttp } from './http.ts'
import { createStorage } from './storage.ts'
import type { Integration } from './types.ts'

export interface IntegrationsOptions {
  /** The workspace's real path. */
  readonly root: string
  /** Where the stand-ins keep their data: `.triggerbench`, or a scratch folder. */
  readonly dataDir: string
  readonly send: Send
  /** What `settings` and `secrets` stand for in the settings of an integration, now. */
  readonly lookup?: Lookup
}

/** Makes the stand-ins that the settings name. They touch the disk at their first action only. */
export function createIntegrations(
  integrations: Settings['integrations'],
  options: IntegrationsOptions,
): Map<string, Integration> {
  return new Map(Object.entries(integrations).map(([name, own]) => [name, create(name, own, options)]))
}

function create(name: string, own: IntegrationSettings, options: IntegrationsOptions): Integration {
  const { root, dataDir, send, lookup = () => undefined } = options
  switch (own.kind) {
    case 'crm':
      return createCrm({ name, root, dataDir, seed: own.seed })
    case 'storage':
      return createStorage({ name, root, dataDir, folder: own.root })
    case 'email':
      return createEmail({ name, dataDir, smtp: own.smtp })
    case 'http':
      return createHttp({ name, baseUrl: own.baseUrl, authorization: own.authorization, send, lookup })
    default:
      return assertNever(own)
  }
}
