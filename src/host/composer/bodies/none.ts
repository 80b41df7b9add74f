import { NO_BYTES } from '../bytes.ts'
import type { BodyComposer } from './types.ts'

export const composeNone: BodyComposer<'none'> = () => ({ bytes: NO_BYTES })
