import { join } from 'node:path'
import { writeAtomic } from '../../src/host/workspace/atomic.ts'
import { jsonSchemas } from '../../src/host/workspace/json-schemas.ts'

// Writes the JSON schemas beside this file: `npm run schemas`, after a change of a document's schema.
for (const [name, text] of Object.entries(jsonSchemas())) {
  if (writeAtomic(join(import.meta.dirname, name), text)) console.log(name)
}
