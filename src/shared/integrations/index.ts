import type { IntegrationSettings } from '../settings.ts'
import { crmDescription } from './crm.ts'
import { emailDescription } from './email.ts'
import { httpDescription } from './http.ts'
import { storageDescription } from './storage.ts'
import type { IntegrationDescription } from './types.ts'

export type IntegrationKind = IntegrationSettings['kind']

/** Every kind of stand-in: add one with a file here, one line in this map and one file in the host. */
export const INTEGRATIONS: Record<IntegrationKind, IntegrationDescription> = {
  crm: crmDescription,
  storage: storageDescription,
  email: emailDescription,
  http: httpDescription,
}

export type { ActionDescription, ActionInput, InputType, IntegrationDescription } from './types.ts'
