import { expect, it } from 'vitest'
import { bodyKind } from '../../../src/host/trigger/content-type.ts'
import { largeBody } from '../../../src/host/trigger/large-body.ts'
import { createMemoryFiles } from '../../support/memory-files.ts'

it.each(['application/json', 'application/x-www-form-urlencoded', 'text/plain'])(
  'a body of %s that no string can hold is too large',
  type => {
    const reader = largeBody(bodyKind(type), 512, createMemoryFiles())
    reader.write(Buffer.from('1'))
    expect(() => reader.write(new Uint8Array(2 ** 29 - 24))).toThrow(
      expect.objectContaining({ code: 'BODY_TOO_LARGE' }),
    )
  },
)
