import { Network } from 'lucide-react'
import type { FanOutStep } from '../../../../../shared/steps/fan-out.ts'
import { plural } from '../../../format.ts'
import { FormFields, FormSection } from './form.tsx'
import type { ConfigureProps, StepView } from './step-view.ts'

const Configure = ({ step, scope }: ConfigureProps<FanOutStep>) => (
  <FormSection title="For each item of" hint={`${plural(step.steps.length, 'step')} inside, items in parallel`}>
    <FormFields values={{ iterator: step.iterator }} scope={scope} />
  </FormSection>
)

/** The Fan-out step: the array whose items its inner steps run for. */
export const fanOutView: StepView<FanOutStep> = {
  label: 'Fan out',
  icon: Network,
  summary: step => `For each item, ${plural(step.steps.length, 'step')}`,
  Configure,
}
