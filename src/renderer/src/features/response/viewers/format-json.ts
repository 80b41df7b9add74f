import { useMemo } from 'react'
import { findJsonFault, formatJson, type JsonFault } from '../media/format-json.ts'
import { type Reading, useReading } from '../media/use-body.ts'
import FormatWorker from './format-json.worker.ts?worker'

/** A JSON text laid out, and where it stops being JSON. */
export type FormattedJson = { readonly text: string; readonly fault: JsonFault | undefined }

const BESIDE_THE_PAGE = 200_000

const formatHere = (source: string): FormattedJson => ({ text: formatJson(source), fault: findJsonFault(source) })

const formatInWorker = (source: string, signal: AbortSignal): Promise<FormattedJson> =>
  new Promise((resolve, reject) => {
    const worker = new FormatWorker()
    signal.addEventListener('abort', () => worker.terminate())
    worker.onmessage = (event: MessageEvent<FormattedJson>) => {
      worker.terminate()
      resolve(event.data)
    }
    worker.onerror = () => {
      worker.terminate()
      reject(new Error('The JSON could not be laid out. Hex and Raw show its bytes.'))
    }
    worker.postMessage(source)
  })

let lastId = 0

/** Lays a JSON text out: a short one at once, a long one in a worker, so that the page never stops for it. */
export const useFormatted = (source: string): Reading<FormattedJson> => {
  const key = useMemo(() => {
    lastId += 1
    return `${lastId} ${source.length}`
  }, [source])
  const short = source.length <= BESIDE_THE_PAGE
  const here = useMemo(() => (short ? formatHere(source) : undefined), [short, source])
  const beside = useReading(key, async signal => (short ? undefined : formatInWorker(source, signal)))
  if (here) return { state: 'done', value: here }
  if (beside.state !== 'done') return beside
  return beside.value ? { state: 'done', value: beside.value } : { state: 'reading' }
}
