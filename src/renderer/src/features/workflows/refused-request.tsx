import { useMemo } from 'react'
import type { RecordedRequest, RefusedDetail } from '../../../../shared/execution.ts'
import { bytes } from '../../format.ts'
import { type BodySource, sourceOfRef } from '../response/media/source.ts'
import { RawView } from '../response/raw/raw-view.tsx'
import styles from './waterfall.module.css'

/** A recorded request as one message: its head, then what was kept of its body. */
const sourceOfRequest = (id: string, request: RecordedRequest): BodySource => {
  const lines = [
    `${request.method} ${request.target} HTTP/${request.httpVersion}`,
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
  ]
  const head = new TextEncoder().encode(`${lines.join('\r\n')}\r\n\r\n`)
  const body = request.body ? sourceOfRef(request.body) : undefined
  const read: BodySource['read'] = async (start, end, signal) => {
    const first = head.slice(start, end)
    const rest =
      body && end > head.length ? await body.read(Math.max(0, start - head.length), end - head.length, signal) : []
    const all = new Uint8Array(first.length + rest.length)
    all.set(first)
    all.set(rest, first.length)
    return all
  }
  const size = head.length + (body?.size ?? 0)
  return { id, size, read, link: async () => URL.createObjectURL(new Blob([await read(0, size)])) }
}

/** The bytes of a request that started no run, where a run has its times. */
export const RefusedRequest = ({ refused }: { readonly refused: RefusedDetail }) => {
  const source = useMemo(() => sourceOfRequest(refused.id, refused.request), [refused])
  return (
    <section className={styles.dock} aria-label="Refused request">
      <div className={styles.head}>
        <span className={styles.title}>
          <h3>Refused request</h3>
          <span className={styles.total}>{bytes(source.size)}</span>
        </span>
      </div>
      <RawView key={refused.id} source={source} label="Bytes of the refused request" />
    </section>
  )
}
