import type { Part } from '../../../../../shared/request.ts'

export type PartKind = 'text' | 'file' | 'hex'

/** What a part carries. */
export const kindOfPart = (part: Part): PartKind => ('value' in part ? 'text' : 'file' in part ? 'file' : 'hex')

const toHex = (text: string): string =>
  Array.from(new TextEncoder().encode(text), byte => byte.toString(16).padStart(2, '0')).join('')

/** The part as another kind; text becomes its bytes in hex, everything else starts empty. Name, type and headers stay. */
export const partAs = (part: Part, kind: PartKind): Part => {
  if (kindOfPart(part) === kind) return part
  const { name, enabled, headers, contentType, fileName } = part
  const shape = { name, enabled, headers, contentType, fileName }
  if (kind === 'text') return { ...shape, value: '' }
  if (kind === 'file') return { ...shape, file: '' }
  return { ...shape, hex: 'value' in part ? toHex(part.value) : '' }
}

/** An empty part to start with. */
export const newPart = (kind: PartKind, name = ''): Part =>
  partAs({ name, enabled: true, headers: [], value: '' }, kind)
