import { SquareFunction } from 'lucide-react'
import type { FunctionStep } from '../../../../../shared/steps/function.ts'
import { CodeView } from '../../../components/code/code-view.tsx'
import { duration, plural } from '../../../format.ts'
import { ResultTable } from '../result-table.tsx'
import { FormFields, FormSection } from './form.tsx'
import type { ConfigureProps, StepView } from './step-view.ts'

const lineCount = (source: string): number => source.trimEnd().split('\n').length

const Configure = ({ step, scope, source, execution }: ConfigureProps<FunctionStep>) => {
  const code = step.code ?? source?.source
  return (
    <>
      <FormSection title="Parameters">
        <FormFields values={step.parameters} scope={scope} empty="This Function takes no parameters." />
      </FormSection>
      <FormSection title="Code" hint={<span className="mono">{step.file ?? 'in the workflow'}</span>}>
        {code === undefined ? (
          <p className="d3">The source of {step.file} is not there yet.</p>
        ) : (
          <CodeView
            label="Code"
            language="javascript"
            value={code.trimEnd()}
            firstLine={source?.at?.line ?? 1}
            fit
            framed
          />
        )}
      </FormSection>
      {execution?.status === 'SUCCEEDED' ? (
        <FormSection title="Result" hint={`this run, ${duration(execution.durationMs ?? 0)}`}>
          <ResultTable output={execution.output} member="result" />
        </FormSection>
      ) : null}
    </>
  )
}

/** The Function step: parameters over their values, its source, and what it gave. */
export const functionView: StepView<FunctionStep> = {
  label: 'Function',
  icon: SquareFunction,
  summary: (step, { source }) => {
    const code = step.code ?? source
    return code === undefined ? `Function, ${step.file ?? ''}` : `Function, ${plural(lineCount(code), 'line')}`
  },
  Configure,
}
