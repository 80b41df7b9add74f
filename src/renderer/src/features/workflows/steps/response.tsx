import { Reply } from 'lucide-react'
import { isRecord } from '../../../../../shared/json.ts'
import type { ResponseStep } from '../../../../../shared/steps/response.ts'
import { reasonOfCode, StatusCode } from '../../../components/status-code.tsx'
import { FormFields, FormSection } from './form.tsx'
import type { ConfigureProps, StepView } from './step-view.ts'

const Configure = ({ step, scope }: ConfigureProps<ResponseStep>) => (
  <>
    <FormSection title="Status">
      {typeof step.statusCode === 'number' ? (
        <StatusCode code={step.statusCode} reason={reasonOfCode(step.statusCode)} />
      ) : (
        <FormFields values={{ statusCode: step.statusCode }} scope={scope} />
      )}
    </FormSection>
    {step.responseType === 'JSON' ? (
      <FormSection title="Body" hint="JSON, key by key">
        <FormFields
          values={isRecord(step.body) ? step.body : step.body === undefined ? {} : { body: step.body }}
          scope={scope}
          empty="An empty object is answered."
        />
      </FormSection>
    ) : (
      <FormSection title="Body" hint="the file's bytes, with its MIME type">
        <FormFields values={{ file: step.body }} scope={scope} />
      </FormSection>
    )}
  </>
)

/** The Response step: the answer to the caller. */
export const responseView: StepView<ResponseStep> = {
  label: 'Response',
  icon: Reply,
  summary: step => `${step.statusCode}, ${step.responseType === 'FILE' ? 'File' : 'JSON'}`,
  Configure,
}
