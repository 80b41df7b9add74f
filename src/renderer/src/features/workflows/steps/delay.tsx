import { Timer } from 'lucide-react'
import type { DelayStep } from '../../../../../shared/steps/delay.ts'
import { FormFields, FormSection } from './form.tsx'
import type { ConfigureProps, StepView } from './step-view.ts'

const words = (step: DelayStep): string => {
  const unit = step.unit.toLowerCase()
  return `${step.value} ${step.value === 1 ? unit.slice(0, -1) : unit}`
}

const Configure = ({ step, scope }: ConfigureProps<DelayStep>) => (
  <FormSection title="Wait" hint={step.unit.toLowerCase()}>
    <FormFields values={{ value: step.value }} scope={scope} />
  </FormSection>
)

/** The Delay step: how long the run rests. */
export const delayView: StepView<DelayStep> = {
  label: 'Delay',
  icon: Timer,
  summary: step => `Waits ${words(step)}`,
  Configure,
}
