import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../engine/clock.ts'

/** How a payload is to be shown. */
export interface PayloadLook {
  readonly mimeType?: string
  readonly name?: string
}

/** Makes and checks addresses of payloads that work without the token, for `<img>`, `<video>` and the like. */
export interface Signer {
  /** The address of a payload key (`run/<id>/request`, `sha256/<hex>`, …), relative to the control listener. */
  sign(key: string, look?: PayloadLook): string
  /** What an address asks for; undefined when it was not made here or has expired. */
  check(url: URL): (PayloadLook & { readonly key: string }) | undefined
}

export const PAYLOAD_PREFIX = '/payloads/'

const HOUR = 3_600_000
const LIFETIME_HOURS = 12

/**
 * Signs with a key derived from the host's token, so that addresses outlive a restart with the same token. They expire between 12
 * and 13 hours after they were made, on the hour, so that the same payload keeps its address and the browser its copy.
 */
export function createSigner(token: string, clock: Pick<Clock, 'now'>): Signer {
  const secret = createHmac('sha256', token).update('payload addresses').digest()
  const signatureOf = (key: string, type: string, name: string, exp: string): Buffer =>
    createHmac('sha256', secret)
      .update(JSON.stringify([key, type, name, exp]))
      .digest()

  return {
    sign(key, look = {}) {
      const exp = String((Math.ceil(clock.now() / HOUR) + LIFETIME_HOURS) * HOUR)
      const { mimeType = '', name = '' } = look
      const query = new URLSearchParams({ type: mimeType, name, exp })
      query.set('sig', signatureOf(key, mimeType, name, exp).toString('base64url'))
      return `${PAYLOAD_PREFIX}${key.split('/').map(encodeURIComponent).join('/')}?${query}`
    },
    check(url) {
      const key = decodeKey(url.pathname)
      const [type = '', name = '', exp = '', sig = ''] = ['type', 'name', 'exp', 'sig'].map(
        parameter => url.searchParams.get(parameter) ?? '',
      )
      const given = Buffer.from(sig, 'base64url')
      const right = signatureOf(key, type, name, exp)
      if (given.length !== right.length || !timingSafeEqual(given, right) || !(Number(exp) > clock.now()))
        return undefined
      return { key, ...(type ? { mimeType: type } : {}), ...(name ? { name } : {}) }
    },
  }
}

function decodeKey(path: string): string {
  try {
    return path.slice(PAYLOAD_PREFIX.length).split('/').map(decodeURIComponent).join('/')
  } catch {
    return ''
  }
}
