import { Globe } from 'lucide-react'
import type { NamedValues } from '../../../../../shared/steps/common.ts'
import type { RequestStep } from '../../../../../shared/steps/request.ts'
import type { Scope } from '../template-value.tsx'
import { Facts, FormFields, FormRows, FormSection } from './form.tsx'
import type { ConfigureProps, StepView } from './step-view.ts'

const pairs = (values: NamedValues): [string, unknown][] =>
  Array.isArray(values) ? values.map(({ name, value }) => [name, value]) : Object.entries(values)

const Pairs = ({
  title,
  values,
  scope,
}: {
  readonly title: string
  readonly values: NamedValues
  readonly scope: Scope
}) => {
  const list = pairs(values)
  if (list.length === 0) return null
  return (
    <FormSection title={title}>
      <FormRows rows={list} scope={scope} />
    </FormSection>
  )
}

const Configure = ({ step, scope }: ConfigureProps<RequestStep>) => (
  <>
    <FormSection title="Request" hint={<span className="mono">{step.method}</span>}>
      <FormFields values={{ url: step.url }} scope={scope} />
    </FormSection>
    <Pairs title="Params" values={step.params} scope={scope} />
    <Pairs title="Headers" values={step.headers} scope={scope} />
    {step.body === undefined ? null : (
      <FormSection title="Body" hint={step.bodyType ?? 'json'}>
        <FormFields values={{ body: step.body }} scope={scope} />
      </FormSection>
    )}
    {step.authorization && step.authorization.type !== 'none' ? (
      <FormSection title="Authorization">
        <Facts facts={[['type', step.authorization.type]]} />
      </FormSection>
    ) : null}
    <FormSection title="When it fails">
      <Facts
        facts={[
          ['Tries again', step.autoRetry ? 'yes' : 'no'],
          ['Run goes on', step.continueOnError ? 'yes' : 'no'],
        ]}
      />
    </FormSection>
  </>
)

/** The Request step: an outgoing HTTP request. */
export const requestView: StepView<RequestStep> = {
  label: 'Request',
  icon: Globe,
  summary: step => `${step.method} ${step.url.replace(/^https?:\/\//, '')}`,
  Configure,
}
