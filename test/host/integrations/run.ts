import { join } from 'node:path'
import { createIntegrations } from '../../../src/host/integrations/index.ts'
import type { Integration } from '../../../src/host/integrations/types.ts'
import { createSend } from '../../../src/host/outgoing/http.ts'
import { FileRef } from '../../../src/shared/file-value.ts'
import { type Settings, settingsSchema } from '../../../src/shared/settings.ts'
import { createFakeClock } from '../../support/clock.ts'
import { createMemoryFiles } from '../../support/memory-files.ts'

/** A stand-in in a workspace folder, with a clock and a payload store of its own. */
export function createBench(
  root: string,
  own: Settings['integrations'][string] | object,
  lookup?: (root: string) => unknown,
) {
  const clock = createFakeClock()
  const files = createMemoryFiles()
  const send = createSend()
  const { integrations } = settingsSchema.parse({ integrations: { it: own } })
  const make = (): Integration => {
    const made = createIntegrations(integrations, { root, dataDir: join(root, '.triggerbench'), send, lookup }).get(
      'it',
    )
    if (!made) throw new Error('The integration was not made')
    return made
  }
  const integration = make()
  const signal = new AbortController().signal
  return {
    clock,
    files,
    integration,
    /** The same stand-in as after a restart. */
    again: make,
    run: (action: string, input: Record<string, unknown>, on = integration) =>
      on.run(action, input, { clock, files, signal }),
    async file(name: string, mimeType: string, text: string): Promise<FileRef> {
      return new FileRef(await files.put(Buffer.from(text)), name, mimeType)
    },
  }
}
