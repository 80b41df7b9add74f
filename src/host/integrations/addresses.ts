import parseAddresses from 'nodemailer/lib/addressparser'
import type { Input } from './input.ts'

export interface MailAddress {
  readonly name: string
  readonly address: string
}

/** A mailbox as RFC 5322 §3.4.1 writes it, without quoted local parts; a domain may be one word or [an address]. */
const MAILBOX =
  /^[^\s@<>()[\],;:\\"]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)*|\[[\da-fA-F.:]+\])$/u

/** Addresses of an input: text with commas, or a list of texts. Empty when nothing is given; a wrong one fails the step. */
export function readAddresses(input: Input, field: string): MailAddress[] {
  const value = input.get(field)
  if (value === undefined || value === null || value === '') return []
  const texts: unknown[] = Array.isArray(value) ? value : [value]
  return texts.flatMap((text, index) => {
    const place = Array.isArray(value) ? `${field}[${index}]` : field
    if (typeof text !== 'string') throw input.fail('takes an address such as Ada Lovelace <ada@example.com>', place)
    if (/[\r\n]/.test(text)) throw input.fail('has a line break, which no address may have', place)
    const parsed = parseAddresses(text, { flatten: true })
    if (parsed.length === 0) throw input.fail(`is no address: ${JSON.stringify(text)}`, place)
    for (const { address } of parsed) {
      if (!MAILBOX.test(address)) {
        throw input.fail(
          `is no address: ${JSON.stringify(text)}; write ada@example.com or Ada Lovelace <ada@example.com>`,
          place,
        )
      }
    }
    return parsed.map(({ name, address }) => ({ name, address }))
  })
}
