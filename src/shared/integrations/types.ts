/** What a field of an action takes; `file` is a file object, `any` JSON data. */
export type InputType = 'text' | 'number' | 'map' | 'file' | 'files' | 'addresses' | 'any'

export interface ActionInput {
  readonly name: string
  readonly type: InputType
  readonly required: boolean
  readonly description: string
}

export interface ActionDescription {
  readonly label: string
  readonly description: string
  readonly inputs: readonly ActionInput[]
}

/** A kind of stand-in as menus, forms and the loader know it (contract §1, the table of stand-ins). */
export interface IntegrationDescription {
  readonly label: string
  readonly actions: Readonly<Record<string, ActionDescription>>
}

/** An input that must be given. */
export function required(name: string, type: InputType, description: string): ActionInput {
  return { name, type, required: true, description }
}

/** An input that may be left out. */
export function optional(name: string, type: InputType, description: string): ActionInput {
  return { name, type, required: false, description }
}
