import { EmptyState } from '../../components/empty-state.tsx'
import { type TabItem, Tabs } from '../../components/tabs.tsx'
import type { Answer } from '../../stores/shown-response.ts'
import type { AnswerBody } from './answer-body.ts'
import { checksOf } from './checks.ts'
import { ChecksList } from './checks-list.tsx'
import { HeadersTable } from './headers-table.tsx'
import { HexView } from './hex/hex-view.tsx'
import { Preview } from './preview.tsx'
import { RawTab } from './raw-tab.tsx'
import { type ResponseTab, showTab, useResponseView } from './view.ts'

const LABELS: Record<ResponseTab, string> = {
  preview: 'Preview',
  hex: 'Hex',
  raw: 'Raw',
  headers: 'Headers',
  checks: 'Checks',
}

const itemsOf = (answer: Answer, body: AnswerBody): readonly TabItem<ResponseTab>[] => {
  const checks = checksOf({ status: answer.status, headers: answer.headers, size: body.size, media: body.media })
  const wrong = checks.filter(check => check.verdict === 'wrong').length
  return [
    { id: 'preview', label: LABELS.preview, content: <Preview answer={answer} body={body} /> },
    {
      id: 'hex',
      label: LABELS.hex,
      content: body.source ? (
        <HexView key={body.source.id} source={body.source} />
      ) : (
        <EmptyState title="No bytes came" />
      ),
    },
    { id: 'raw', label: LABELS.raw, content: <RawTab answer={answer} body={body} /> },
    {
      id: 'headers',
      label: LABELS.headers,
      badge: answer.headers.length,
      content: <HeadersTable headers={answer.headers} />,
    },
    {
      id: 'checks',
      label: LABELS.checks,
      ...(wrong > 0 ? { badge: wrong, badgeTone: 'warn' as const, badgeText: `${wrong} to look at` } : {}),
      content: <ChecksList checks={checks} />,
    },
  ]
}

/** The tabs over an answer. */
export const AnswerTabs = ({ answer, body }: { readonly answer: Answer; readonly body: AnswerBody }) => {
  const tab = useResponseView(state => state.tab)
  return <Tabs label="Response" items={itemsOf(answer, body)} value={tab} onChange={showTab} />
}

/** The same tabs while there is no answer: each says why. */
export const EmptyTabs = ({ content }: { readonly content: React.ReactNode }) => {
  const tab = useResponseView(state => state.tab)
  const ids: readonly ResponseTab[] = ['preview', 'hex', 'raw', 'headers', 'checks']
  return (
    <Tabs label="Response" items={ids.map(id => ({ id, label: LABELS[id], content }))} value={tab} onChange={showTab} />
  )
}
