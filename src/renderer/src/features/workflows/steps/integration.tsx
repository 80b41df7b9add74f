import { Contact, FolderUp, Globe, type LucideIcon, Mail, Plug } from 'lucide-react'
import type { IntegrationStep } from '../../../../../shared/steps/integration.ts'
import { duration } from '../../../format.ts'
import { ResultTable } from '../result-table.tsx'
import { FormFields, FormSection } from './form.tsx'
import type { ConfigureProps, StepView } from './step-view.ts'

const ICONS: readonly (readonly [pattern: RegExp, icon: LucideIcon])[] = [
  [/Contact|Record/, Contact],
  [/File/, FolderUp],
  [/\.send$/, Mail],
  [/\.request$/, Globe],
]

const Configure = ({ step, scope, execution }: ConfigureProps<IntegrationStep>) => (
  <>
    <FormSection title="Inputs" hint={<span className="mono">{step.action}</span>}>
      <FormFields values={step.with} scope={scope} empty="This action gets no inputs." />
    </FormSection>
    {execution?.status === 'SUCCEEDED' ? (
      <FormSection title="Result" hint={`this run, ${duration(execution.durationMs ?? 0)}`}>
        <ResultTable output={execution.output} member="result" />
      </FormSection>
    ) : null}
  </>
)

/** The Integration step: an action of a local stand-in and its inputs. */
export const integrationView: StepView<IntegrationStep> = {
  label: 'Integration',
  icon: Plug,
  iconOf: step => ICONS.find(([pattern]) => pattern.test(step.action))?.[1] ?? Plug,
  summary: step => step.action,
  Configure,
}
