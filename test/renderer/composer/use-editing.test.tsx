import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { describe, expect, it } from 'vitest'
import { type Editing, useEditing } from '../../../src/renderer/src/features/composer/use-editing.ts'
import type { WorkflowEntry } from '../../../src/shared/control.ts'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

const read = (): WorkflowEntry => ({
  slug: 'orders',
  id: 'orders',
  name: 'Orders',
  file: 'workflows/orders.workflow.yaml',
  issues: [],
  requests: [],
  triggerUrl: 'http://127.0.0.1:4750/projects/p/sdk/triggers/orders',
})

describe('a request that is not saved', () => {
  it('stays the same while the workspace is read anew, so that what is composed of it is asked for once', () => {
    const seen: (Editing | undefined)[] = []
    const Probe = ({ workflow }: { readonly workflow: WorkflowEntry }) => {
      seen.push(useEditing(workflow, undefined))
      return null
    }
    const root = createRoot(document.createElement('div'))
    for (let reading = 0; reading < 3; reading++) act(() => root.render(<Probe workflow={read()} />))
    expect(seen.length).toBeGreaterThan(2)
    expect(new Set(seen.map(editing => editing?.request)).size).toBe(1)
    act(() => root.unmount())
  })
})
