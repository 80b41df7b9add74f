import type { StepKind } from '../../../shared/steps/index.ts'
import { conditional } from './conditional.ts'
import { delay } from './delay.ts'
import { fanOut } from './fan-out.ts'
import { functionCompiler } from './function.ts'
import { integration } from './integration.ts'
import { request } from './request.ts'
import { response } from './response.ts'
import type { StepCompiler } from './types.ts'

/** How each kind is carried out: add a kind with one file here and one line in this map. */
export const STEP_COMPILERS: { [K in StepKind]: StepCompiler<K> } = {
  function: functionCompiler,
  conditional,
  fanOut,
  delay,
  request,
  integration,
  response,
}
