import { useMemo } from 'react'
import { reasonOfCode } from '../../components/status-code.tsx'
import type { Answer } from '../../stores/shown-response.ts'
import { type Media, mediaOf } from './media/media.ts'
import { answerOfRun, type BodySource, concatSources, sourceOfRef, sourceOfText } from './media/source.ts'
import { useHead } from './media/use-body.ts'

/** The body of an answer as viewers read it, and what is known of its type; no source when no byte came. */
export type AnswerBody = {
  readonly source: BodySource | undefined
  readonly size: number
  readonly media: Media
  /** False while the first bytes are still on their way: the type by bytes may yet change. */
  readonly settled: boolean
}

const sourceOf = (answer: Answer): BodySource | undefined => {
  if (answer.body) return answer.body.size > 0 ? sourceOfRef(answer.body, answerOfRun(answer.runId)) : undefined
  return answer.refusal?.text ? sourceOfText(`refused ${answer.id}`, answer.refusal.text) : undefined
}

/** The body of an answer; `undefined` gives an empty one. */
export const useAnswerBody = (answer: Answer): AnswerBody => {
  // Addresses are signed anew with each reading of a run; the bytes behind them are the same.
  const source = useMemo(() => sourceOf(answer), [answer.id, answer.body?.sha256, answer.refusal?.text])
  const head = useHead(source)
  return {
    source,
    size: source?.size ?? 0,
    media: mediaOf(answer, head.state === 'done' ? head.value : undefined),
    settled: head.state !== 'reading' || answer.body?.detected !== undefined,
  }
}

const headText = (answer: Answer): string =>
  [
    `HTTP/1.1 ${answer.status} ${answer.reason || reasonOfCode(answer.status)}`.trimEnd(),
    ...answer.headers.map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n')

/** The whole answer as bytes: as they came to this page, else put together from the stored head and body. */
export const rawOf = (
  answer: Answer,
  body: BodySource | undefined,
): { readonly source: BodySource; readonly asReceived: boolean } => {
  if (answer.rawResponse) return { source: sourceOfRef(answer.rawResponse), asReceived: true }
  const head = sourceOfText(`head ${answer.id}`, headText(answer))
  return { source: concatSources(`raw ${answer.id}`, body ? [head, body] : [head]), asReceived: false }
}
