import { OperandError } from '../../../shared/condition.ts'
import { compileCondition, conditionHolds, type ResolvedCondition } from '../condition.ts'
import { type StepCompiler, StepFailure } from './types.ts'

/** Chooses Yes or No by rules in `any` of `all` (Paragon §8.4). */
export const conditional: StepCompiler<'conditional'> = (step, { compile }) => {
  const resolve = compileCondition(step.if)
  const yes = compile(step.whenTrue)
  const no = compile(step.whenFalse)
  return {
    input: (lookup, missing) => resolve(lookup, missing),
    execute(input) {
      try {
        return { selectedChoice: conditionHolds(input as ResolvedCondition) ? 'Yes' : 'No' }
      } catch (error) {
        if (error instanceof OperandError) throw new StepFailure('STEP_FAILED', error.message, { remedy: error.remedy })
        throw error
      }
    },
    branch: output => ((output as { selectedChoice: string }).selectedChoice === 'Yes' ? yes : no),
  }
}
