import type { LucideIcon } from 'lucide-react'
import { Webhook, Zap } from 'lucide-react'
import type { Trigger } from '../../../../../shared/workflow.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import { plural } from '../../../format.ts'
import { Facts, FormSection } from './form.tsx'

export const triggerName = (trigger: Trigger): string =>
  trigger.name ?? (trigger.type === 'request' ? 'Request trigger' : 'Event trigger')

export const triggerIcon = (trigger: Trigger): LucideIcon => (trigger.type === 'request' ? Webhook : Zap)

/** `POST, validates 2 body fields`. */
export const triggerSummary = (trigger: Trigger): string => {
  if (trigger.type === 'event') return `Event ${trigger.event}`
  const { params = [], headers = [], body = [] } = trigger.validate ?? {}
  const parts = [
    params.length > 0 ? plural(params.length, 'param') : '',
    headers.length > 0 ? plural(headers.length, 'header') : '',
    body.length > 0 ? plural(body.length, 'body field') : '',
  ].filter(Boolean)
  return parts.length > 0 ? `${trigger.method}, validates ${parts.join(', ')}` : `${trigger.method}, any payload`
}

const need = (required: boolean): string => (required ? 'required' : 'optional')

/** The trigger's form: its address and what a request must bring. */
export const TriggerForm = ({ trigger, url }: { readonly trigger: Trigger; readonly url: string | null }) => {
  if (trigger.type === 'event') {
    return (
      <FormSection title="App Event">
        <Facts facts={[['Name', trigger.event]]} />
      </FormSection>
    )
  }
  const { params = [], headers = [], body = [] } = trigger.validate ?? {}
  return (
    <>
      <FormSection title="Address" actions={url ? <CopyButton label="Copy trigger URL" text={url} /> : undefined}>
        <Facts
          facts={[
            ['Method', trigger.method],
            ['URL', url ?? 'none while the workflow does not load'],
          ]}
        />
      </FormSection>
      {params.length > 0 ? (
        <FormSection title="Params">
          <Facts facts={params.map(rule => [rule.name, need(rule.required)])} />
        </FormSection>
      ) : null}
      {headers.length > 0 ? (
        <FormSection title="Headers">
          <Facts
            facts={headers.map(rule => [
              rule.name,
              rule.equals === undefined ? need(rule.required) : `${need(rule.required)}, equals ${rule.equals}`,
            ])}
          />
        </FormSection>
      ) : null}
      {body.length > 0 ? (
        <FormSection title="Body">
          <Facts facts={body.map(rule => [rule.name, `${rule.type}, ${need(rule.required)}`])} />
        </FormSection>
      ) : null}
      {params.length + headers.length + body.length === 0 ? (
        <p className="d3">Nothing is validated: any payload starts a run.</p>
      ) : null}
    </>
  )
}
