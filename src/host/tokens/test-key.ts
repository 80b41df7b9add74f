import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

/** `.triggerbench/test-key.pem`, for its owner alone. */
const FILE = 'test-key.pem'

/**
 * The workspace's own key pair: signs test tokens, which `auth.verify` accepts beside the project's, so that a developer
 * who has only the project's public key can try it.
 */
export interface TestKey {
  /** For signing; made when there is none yet. Rejects when the file can be neither read nor written. */
  privateKey(): Promise<KeyObject>
  /** For verifying; undefined while there is none. */
  publicKey(): KeyObject | undefined
}

interface Pair {
  readonly stamp: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/** Follows the file, which another process may make, replace or remove. Takes `.triggerbench`. */
export function createTestKey(dataDir: string): TestKey {
  const path = join(dataDir, FILE)
  let last: Pair | undefined
  let making: Promise<Pair> | undefined
  const read = (): Pair | undefined => {
    const stamp = stampOf(path)
    if (stamp === undefined) last = undefined
    else if (last?.stamp !== stamp) last = readPair(path, stamp)
    return last
  }
  return {
    publicKey: () => read()?.publicKey,
    async privateKey() {
      const found = read()
      if (found) return found.privateKey
      making ??= makePair(path).finally(() => {
        making = undefined
      })
      last = await making
      return last.privateKey
    },
  }
}

function stampOf(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat && `${stat.ino}/${stat.size}/${stat.mtimeNs}`
}

/** What is no private key counts as none: the next signing replaces it. */
function readPair(path: string, stamp: string): Pair | undefined {
  try {
    const privateKey = createPrivateKey(readFileSync(path))
    return privateKey.asymmetricKeyType === 'rsa'
      ? { stamp, privateKey, publicKey: createPublicKey(privateKey) }
      : undefined
  } catch {
    return undefined
  }
}

async function makePair(path: string): Promise<Pair> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2_048 })
  place(path, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const made = readPair(path, stampOf(path) ?? '')
  if (!made) throw new Error(`${path} was made and cannot be read`)
  return made
}

/** Puts the key in place whole. Of two processes that make one at the same time the first wins, and both sign with its. */
function place(path: string, pem: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const beside = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    writeFileSync(beside, pem, { mode: 0o600, flag: 'wx' })
    if (stampOf(path) !== undefined && readPair(path, '') === undefined) renameSync(beside, path)
    else linkNew(beside, path)
  } finally {
    rmSync(beside, { force: true })
  }
}

function linkNew(beside: string, path: string): void {
  try {
    linkSync(beside, path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return
    // Not every file system has links.
    renameSync(beside, path)
  }
}
