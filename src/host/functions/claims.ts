import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const drained = Buffer.alloc(4096)

/**
 * Who may begin a call: a file without a name whose read offset a runner and the host share, one byte a call. The runner
 * reads one byte before each call it begins; reading the rest takes all other calls back. The kernel moves the offset for
 * one reader at a time, so a call is either begun or taken back, never both, even if the runner is killed in between.
 */
export interface Claims {
  readonly fd: number
  /** Lets the runner begin that many calls more. */
  offer(calls: number): void
  /** Takes back what was not begun; gives how many calls that is. */
  takeBack(): number
  close(): void
}

/** Opens a runner's claims; its fd is inherited by the runner. */
export function openClaims(): Claims {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'triggerbench-'))
  const file = path.join(folder, 'claims')
  const fd = fs.openSync(file, 'w+', 0o600)
  fs.unlinkSync(file)
  fs.rmdirSync(folder)
  let offered = 0
  return {
    fd,
    offer(calls) {
      offered += calls
      fs.ftruncateSync(fd, offered)
    },
    takeBack() {
      let count = 0
      for (let read = -1; read !== 0; count += read) read = fs.readSync(fd, drained, 0, drained.length, null)
      return count
    },
    close: () => fs.closeSync(fd),
  }
}
