import { describe, expect, it } from 'vitest'
import { runListOf } from '../../../src/renderer/src/features/workflows/sidebar-rows.tsx'
import { EMPTY_INDEX, withRefused } from '../../../src/renderer/src/stores/run-index.ts'
import type { WorkflowEntry } from '../../../src/shared/control.ts'
import type { RefusedSummary } from '../../../src/shared/execution.ts'

const refused = (id: string, workflowId: string | null): RefusedSummary => ({
  id,
  at: 1,
  method: 'POST',
  target: '/',
  status: 404,
  code: 'NOT_FOUND',
  message: 'not found',
  workflowId,
})

const workflow = (slug: string, id: string | null): WorkflowEntry => ({
  slug,
  id,
  name: slug,
  file: `workflows/${slug}.workflow.yaml`,
  issues: [],
  requests: [],
  triggerUrl: null,
})

describe('the run list of a workflow', () => {
  const index = withRefused(EMPTY_INDEX, [refused('own', 'leads'), refused('other', 'prices'), refused('stray', null)])
  const ids = (entry: WorkflowEntry) =>
    runListOf(index, entry).map(row => (row.kind === 'refused' ? row.refused.id : row.run.id))

  it('has the requests that were refused for it, and none of another workflow or of none', () => {
    expect(ids(workflow('leads', 'leads'))).toEqual(['own'])
    expect(ids(workflow('broken', null))).toEqual([])
  })
})
