import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Settings } from '../../shared/settings.ts'
import type { Disk } from './disk.ts'
import { resolveInside } from './paths.ts'

/** The public key that `auth.verify` names, or why there is none. */
export type VerifyKey = { readonly key: KeyObject } | { readonly problem: string }

/** RS256 takes RSA keys of this many bits or more (RFC 7518 §3.3). */
const SMALLEST_KEY = 2_048

/** Gives the key of `auth` as it stands on disk, parsed once for each content; undefined with `auth: off`. */
export function createVerifyKeyReader(root: string, disk: Disk): (auth: Settings['auth']) => VerifyKey | undefined {
  let last: { bytes: Buffer; path: string; found: VerifyKey } | undefined
  return auth => {
    if (auth === 'off') return undefined
    const path = auth.verify
    try {
      const bytes = disk.read(resolveInside(root, path))
      if (bytes === undefined) return { problem: `There is no file ${path} in the workspace. ${WANTED}` }
      if (last?.bytes !== bytes || last.path !== path) last = { bytes, path, found: parse(bytes, path) }
      return last.found
    } catch (error) {
      return { problem: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}` }
    }
  }
}

const WANTED = 'auth.verify takes the project’s RSA public key as PEM, or a certificate'

function parse(bytes: Buffer, path: string): VerifyKey {
  const text = bytes.toString('latin1')
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    return {
      problem: `${path} holds a private key, which does not belong into a workspace. Put its public half there: openssl rsa -in private.pem -pubout`,
    }
  }
  let key: KeyObject
  try {
    key = createPublicKey(bytes)
  } catch {
    return { problem: `${path} holds no public key. ${WANTED}` }
  }
  if (key.asymmetricKeyType !== 'rsa') {
    return {
      problem: `${path} holds a key of the type ${key.asymmetricKeyType}. ${WANTED}: tokens are signed with RS256`,
    }
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  return bits < SMALLEST_KEY
    ? { problem: `${path} holds an RSA key of ${bits} bits, and RS256 takes ${SMALLEST_KEY} or more (RFC 7518 §3.3)` }
    : { key }
}
