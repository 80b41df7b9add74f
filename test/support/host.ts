import { createHost, type Host, type HostOptions } from '../../src/host/host.ts'
import { TRUSTED } from '../../src/host/workspace/trust.ts'
import { openFolder } from './folder.ts'

export interface TestHost {
  host: Host
  root: string
  /** The address of a workflow's trigger by its id. */
  trigger(id: string): string
  close(): Promise<void>
}

/** A host in this process on a workspace of its own, on free ports. `settings` is the text of triggerbench.yaml. */
export async function startHost(
  files: Record<string, string | Uint8Array>,
  options: Partial<HostOptions> = {},
): Promise<TestHost> {
  const { root, remove } = openFolder({ 'triggerbench.yaml': 'projectId: p\n', ...files })
  const host = await createHost({ root, port: 0, controlPort: 0, trust: () => TRUSTED, ...options })
  return {
    host,
    root,
    trigger: id => `${host.triggerUrl}/projects/p/sdk/triggers/${id}`,
    async close() {
      await host.close()
      remove()
    },
  }
}

/** A workflow document as YAML flow: JSON is YAML. The id is the slug. */
export function workflow(slug: string, steps: unknown[], more: Record<string, unknown> = {}): Record<string, string> {
  return {
    [`workflows/${slug}.workflow.yaml`]: JSON.stringify(
      { id: slug, name: slug, trigger: { type: 'request' }, steps, ...more },
      null,
      1,
    ),
  }
}
