import { createReadStream } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'
import MailComposer from 'nodemailer/lib/mail-composer'
import { INTEGRATIONS } from '../../shared/integrations/index.ts'
import { idText, newId } from '../engine/uuid.ts'
import { writeStream } from '../workspace/atomic-stream.ts'
import { readAddresses } from './addresses.ts'
import { cleanName } from './file-names.ts'
import { type Input, readInput } from './input.ts'
import type { ActionContext, Integration } from './types.ts'

/** Who a message is from that does not say. */
const DEFAULT_FROM = { name: 'Triggerbench', address: 'triggerbench@localhost' }
/** How long an SMTP server may take for each answer. */
const SMTP_TIMEOUT_MS = 10_000

export interface EmailOptions {
  readonly name: string
  readonly dataDir: string
  /** `smtp://host:port` that also gets each message. */
  readonly smtp: string | undefined
}

/**
 * The e-mail stand-in (contract §1, the table of stand-ins): each message is a real
 * `.triggerbench/outbox/<messageId>.eml`, whose Message-ID header holds the same id.
 */
export function createEmail({ name, dataDir, smtp }: EmailOptions): Integration {
  const outbox = join(dataDir, 'outbox')
  return {
    kind: 'email',
    actions: Object.keys(INTEGRATIONS.email.actions),
    async run(action, values, context) {
      const input = readInput({ integration: name, kind: 'email', action }, values, context.files)
      const now = context.clock.now()
      const id = idText(newId(now))
      const message = await compose(input, context, {
        messageId: `<${id}@triggerbench.localhost>`,
        date: new Date(now),
      })
      const path = join(outbox, `${id}.eml`)
      await writeStream(path, message.stream)
      if (smtp !== undefined) await deliver(smtp, path, message.envelope, input, context.signal)
      return { messageId: id }
    },
    async reset() {
      const names = await readdir(outbox).catch(() => [])
      await Promise.all(
        names.filter(file => file.endsWith('.eml')).map(file => rm(join(outbox, file), { force: true })),
      )
    },
    async close() {},
  }
}

interface Message {
  readonly stream: Readable
  readonly envelope: { from: string; to: string[] }
}

async function compose(
  input: Input,
  { files }: ActionContext,
  own: { messageId: string; date: Date },
): Promise<Message> {
  const from = readAddresses(input, 'from')[0] ?? DEFAULT_FROM
  const to = readAddresses(input, 'to')
  const cc = readAddresses(input, 'cc')
  if (to.length === 0) throw input.fail('is missing; give an address', 'to')
  const text = input.optionalText('text')
  const html = input.optionalText('html')
  const attachments = (await input.files('attachments')).map((file, index) => ({
    filename: cleanName(file.name || `attachment-${index + 1}`),
    contentType: file.mimeType || 'application/octet-stream',
    content: Readable.from(files.stream(file.source)),
  }))
  const composer = new MailComposer({
    ...own,
    from,
    to,
    cc,
    subject: input.text('subject'),
    text: text ?? (html === undefined ? '' : undefined),
    html,
    attachments,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    stream: composer.compile().createReadStream(),
    envelope: { from: from.address, to: [...to, ...cc].map(({ address }) => address) },
  }
}

async function deliver(smtp: string, path: string, envelope: Message['envelope'], input: Input, signal: AbortSignal) {
  const times = { connectionTimeout: SMTP_TIMEOUT_MS, greetingTimeout: SMTP_TIMEOUT_MS, socketTimeout: SMTP_TIMEOUT_MS }
  const transport = createTransport({ url: smtp, ...times })
  const giveUp = () => transport.close()
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    await transport.sendMail({ envelope, raw: createReadStream(path) })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw input.fail(
      `wrote the message to the outbox, but ${smtpPlace(smtp)} did not take it: ${why}. Start that server, or take smtp: out of triggerbench.yaml`,
    )
  } finally {
    signal.removeEventListener('abort', giveUp)
    transport.close()
  }
}

/** The server's address without the credentials that may stand in it. */
function smtpPlace(smtp: string): string {
  return URL.canParse(smtp) ? new URL(smtp).host : 'the SMTP server'
}
