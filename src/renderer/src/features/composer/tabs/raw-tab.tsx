import { useMemo, useState } from 'react'
import type { BodyRef } from '../../../../../shared/execution.ts'
import { EmptyState } from '../../../components/empty-state.tsx'
import { bytes } from '../../../format.ts'
import { useShownResponse } from '../../../stores/shown-response.ts'
import { sourceOfRef } from '../../response/media/source.ts'
import { RawView } from '../../response/raw/raw-view.tsx'
import styles from '../composer.module.css'
import { Segments } from '../segments.tsx'
import type { Composing } from '../use-composed.ts'

type Which = 'next' | 'sent'

const Bytes = ({ raw, label }: { readonly raw: BodyRef; readonly label: string }) => {
  const source = useMemo(() => sourceOfRef(raw), [raw.sha256])
  return <RawView source={source} label={label} />
}

/** The exact bytes that will be sent, and those that were sent for the answer below. */
export const RawTab = ({ composing }: { readonly composing: Composing }) => {
  const shown = useShownResponse()
  const sent = shown.kind === 'answer' ? shown.rawRequest : null
  const [which, setWhich] = useState<Which>('next')
  const shownWhich = sent ? which : 'next'
  const raw = shownWhich === 'sent' ? sent : composing.composed?.raw
  return (
    <>
      <div className={styles.tools}>
        {sent ? (
          <Segments
            label="Which bytes"
            value={shownWhich}
            options={[
              { value: 'next', label: 'To send' },
              { value: 'sent', label: 'As sent' },
            ]}
            onChange={setWhich}
          />
        ) : null}
        <span className="d3">{raw ? `${bytes(raw.size)} on the wire` : ''}</span>
      </div>
      {raw ? (
        <Bytes key={shownWhich} raw={raw} label={shownWhich === 'sent' ? 'Bytes as sent' : 'Bytes to send'} />
      ) : (
        <EmptyState title={composing.failure ? 'These bytes cannot be made' : 'Composing'}>
          {composing.failure ?? ''}
        </EmptyState>
      )}
    </>
  )
}
