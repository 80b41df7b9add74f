import { FileRef } from '../../../src/shared/file-value.ts'
import { createBench } from './run.ts'

// Begins to write a file into the storage of a workspace, says so when its first bytes are on disk, and never ends.
const [root = '', path = ''] = process.argv.slice(2)
const { files, integration, clock } = createBench(root, { kind: 'storage' })
const source = await files.put(Buffer.alloc(10))
async function* endless() {
  yield Buffer.from('new')
  process.send?.('writing')
  await new Promise(resolve => setInterval(resolve, 2 ** 30))
}
await integration.run(
  'saveFile',
  { path, file: new FileRef(source, 'a.txt') },
  { clock, files: { ...files, stream: endless }, signal: new AbortController().signal },
)
