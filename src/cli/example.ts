import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The example workspace that is shipped: in `resources/` of the checkout or the package, found upwards from here. */
export function exampleFolder(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const example = join(folder, 'resources', 'example')
    if (existsSync(join(example, 'triggerbench.yaml'))) return example
  }
  throw new Error('The example workspace is not in this installation')
}
