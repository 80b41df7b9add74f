import { describe, expect, it } from 'vitest'
import { answerMoment } from '../../../src/renderer/src/features/workflows/answer-moment.ts'
import type { RecordedResponse } from '../../../src/shared/execution.ts'

const response = (notSent?: RecordedResponse['notSent']): RecordedResponse => ({
  status: 200,
  headers: [],
  body: null,
  sentAt: 127,
  ...(notSent ? { notSent } : {}),
})

describe('the moment of the answer', () => {
  it('is when it left', () => {
    expect(answerMoment({ response: response() }, { responseMs: 127, source: 'client' })).toEqual({
      at: 127,
      sent: true,
    })
    expect(answerMoment({ response: null }, { responseMs: null, source: 'client' })).toBeUndefined()
  })

  it('is not called sent where nobody got it', () => {
    expect(answerMoment({ response: response('client gone') }, undefined)?.sent).toBe(false)
    expect(answerMoment({ response: response('replay') }, undefined)?.sent).toBe(false)
    expect(answerMoment(undefined, { responseMs: 127, source: 'replay' })).toEqual({ at: 127, sent: false })
  })
})
