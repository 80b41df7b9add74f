import { useMemo, useState } from 'react'
import { EmptyState } from '../../../components/empty-state.tsx'
import { bytes } from '../../../format.ts'
import { type ShownRequest, useShownRequest } from '../../../stores/shown-request.ts'
import { sourceOfRequest } from '../../response/media/request-message.ts'
import { sourceOfRef } from '../../response/media/source.ts'
import { RawView } from '../../response/raw/raw-view.tsx'
import styles from '../composer.module.css'
import { Segments } from '../segments.tsx'
import type { Composing } from '../use-composed.ts'

type Which = 'next' | 'shown'

const SHOWN_LABEL = { sent: 'As sent', received: 'As received' } as const

const keyOf = (shown: ShownRequest | undefined): string | undefined =>
  shown?.kind === 'sent' ? shown.raw.sha256 : shown && `${shown.id} ${shown.request.body?.sha256}`

/** The message of the shown run; addresses are signed anew with each reading, the bytes behind them are the same. */
const useShownSource = (shown: ShownRequest | undefined) =>
  useMemo(() => {
    if (!shown) return undefined
    return shown.kind === 'sent' ? sourceOfRef(shown.raw) : sourceOfRequest(shown.id, shown.request)
  }, [shown?.kind, keyOf(shown)])

/** The exact bytes that will be sent, and the request of the shown run: as this page sent it, or as the host received it. */
export const RawTab = ({ composing }: { readonly composing: Composing }) => {
  const shown = useShownRequest()
  const [which, setWhich] = useState<Which>('next')
  const raw = composing.composed?.raw
  const next = useMemo(() => raw && sourceOfRef(raw), [raw?.sha256])
  const past = useShownSource(shown)
  const isPast = past !== undefined && which === 'shown'
  const source = isPast ? past : next
  const pastLabel = SHOWN_LABEL[shown?.kind ?? 'sent']
  return (
    <>
      <div className={styles.tools}>
        {past ? (
          <Segments
            label="Which bytes"
            value={which}
            options={[
              { value: 'next', label: 'To send' },
              { value: 'shown', label: pastLabel },
            ]}
            onChange={setWhich}
          />
        ) : null}
        <span className="d3">
          {source ? `${bytes(source.size)} ${isPast && shown?.kind === 'received' ? 'recorded' : 'on the wire'}` : ''}
        </span>
      </div>
      {source ? (
        <RawView
          key={source.id}
          source={source}
          label={isPast ? `Bytes ${pastLabel.toLowerCase()}` : 'Bytes to send'}
        />
      ) : (
        <EmptyState title={composing.failure ? 'These bytes cannot be made' : 'Composing'}>
          {composing.failure ?? ''}
        </EmptyState>
      )}
    </>
  )
}
