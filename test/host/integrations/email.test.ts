import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFolder } from '../../support/folder.ts'
import { createBench } from './run.ts'

function mail(settings: object = {}) {
  const root = createFolder()
  const bench = createBench(root, { kind: 'email', ...settings })
  const outbox = join(root, '.triggerbench/outbox')
  return {
    ...bench,
    messages: () => readdirSync(outbox).map(name => ({ name, text: readFileSync(join(outbox, name), 'utf8') })),
  }
}

describe('a message', () => {
  it('is a real .eml with its headers, both texts and the attachment byte for byte', async () => {
    const { run, file, messages } = mail()
    const contract = await file('Verträge.pdf', 'application/pdf', '%PDF-1.7 \u0000 bytes')
    const { messageId } = (await run('send', {
      from: 'Sales <sales@northwind.example>',
      to: ['Ada Lovelace <ada@example.com>', 'grace@example.com'],
      cc: 'emmy@example.com',
      subject: 'Grüße',
      text: 'Hello',
      html: '<p>Hello</p>',
      attachments: [contract],
    })) as { messageId: string }
    const [message, ...others] = messages()
    expect(others).toEqual([])
    expect(message?.name).toBe(`${messageId}.eml`)
    expect(message?.text).toContain(`Message-ID: <${messageId}@triggerbench.localhost>`)
    expect(message?.text).toContain('From: Sales <sales@northwind.example>')
    expect(message?.text).toContain('To: Ada Lovelace <ada@example.com>, grace@example.com')
    expect(message?.text).toContain('Cc: emmy@example.com')
    expect(message?.text).toContain('Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=')
    expect(message?.text).toContain('Date: Mon, 23 Nov 2026 09:42:17 +0000')
    expect(message?.text).toMatch(/Content-Type: multipart\/mixed/)
    expect(message?.text).toMatch(/Content-Type: multipart\/alternative/)
    expect(message?.text).toContain(Buffer.from('%PDF-1.7 \u0000 bytes').toString('base64'))
    expect(message?.text).toMatch(/filename\*0\*=utf-8''Vertr%C3%A4ge\.pdf/)
  })

  it('takes one attachment as it is, and none where a reference was missing', async () => {
    const { run, messages } = mail()
    await run('send', {
      to: 'a@b.example',
      subject: 'x',
      attachments: { dataType: 'FILE', data: '68690a', name: 'hi.txt', mimeType: 'text/plain' },
    })
    await run('send', { to: 'a@b.example', subject: 'x', text: 'y', attachments: null })
    expect(messages().map(({ text }) => text.includes('hi.txt'))).toEqual([true, false])
  })

  it('takes attachments as JSON text, which a text of several references becomes', async () => {
    const { run, messages } = mail()
    const one = JSON.stringify({ dataType: 'FILE', data: '6869', name: 'one.txt' })
    await run('send', { to: 'a@b.example', subject: 'x', attachments: `[${one}, ${one.replace('one', 'two')}]` })
    expect(messages()[0]?.text).toMatch(/one\.txt.*two\.txt/s)
  })

  it('reads no file and no address that a text names', async () => {
    const { run, messages } = mail()
    await run('send', { to: 'a@b.example', subject: 'x', text: 'file:///etc/passwd', html: '<img src="/etc/passwd">' })
    expect(messages()[0]?.text).not.toContain('root:')
  })

  it.each([
    [{ to: '' }, 'it.send: to is missing; give an address'],
    [{ to: 'ada' }, /^it\.send: to is no address: "ada"/],
    [{ to: ['a@b.example', 'x@'] }, /^it\.send: to\[1\] is no address: "x@"/],
    [{ to: 'a@b.example\r\nBcc: c@d.example' }, 'it.send: to has a line break, which no address may have'],
    [{ to: 'a@b.example', subject: null }, 'it.send: subject is missing; give it a value'],
    [
      { to: 'a@b.example', attachments: ['text'] },
      /^it\.send: attachments\[0\] takes a file object, not the string "text"/,
    ],
    [{ to: 'a@b.example', attachment: [] }, 'it.send: there is no input attachment; did you mean attachments?'],
  ])('is refused with %j, and leaves nothing', async (input, message) => {
    const { run, messages } = mail()
    await expect(run('send', { subject: 'x', ...input })).rejects.toThrow(message)
    expect(messages).toThrow('ENOENT')
  })
})

describe('smtp', () => {
  it('also delivers the message as it is in the outbox', async () => {
    const { port, received } = await smtpServer()
    const { run, messages } = mail({ smtp: `smtp://127.0.0.1:${port}` })
    await run('send', { to: 'ada@example.com', cc: 'grace@example.com', subject: 'Hello', text: 'Body line' })
    const { commands, data } = await received
    expect(commands).toContain('RCPT TO:<ada@example.com>')
    expect(commands).toContain('RCPT TO:<grace@example.com>')
    expect(data.trim()).toBe(messages()[0]?.text.trim())
  })

  it('that does not answer fails the step, and the message stays', async () => {
    const { port, close } = await smtpServer()
    await close()
    const { run, messages } = mail({ smtp: `smtp://user:hush@127.0.0.1:${port}` })
    const error = await run('send', { to: 'ada@example.com', subject: 'Hello', text: 'x' }).catch(
      reason => reason as Error,
    )
    expect(String(error)).toContain(`it.send: wrote the message to the outbox, but 127.0.0.1:${port} did not take it`)
    expect(String(error)).not.toContain('hush')
    expect(messages()).toHaveLength(1)
  })
})

/** A server that speaks just enough SMTP to take one message. */
async function smtpServer() {
  let take: (message: { commands: string[]; data: string }) => void = () => {}
  const received = new Promise<{ commands: string[]; data: string }>(resolve => {
    take = resolve
  })
  const talk = (socket: Socket) => {
    const commands: string[] = []
    let data: string | undefined
    let pending = ''
    socket.write('220 test\r\n')
    socket.on('data', chunk => {
      pending += chunk.toString()
      if (data !== undefined) {
        data += pending
        pending = ''
        if (!data.endsWith('\r\n.\r\n')) return
        take({ commands, data: data.slice(0, -5) })
        data = undefined
        socket.write('250 kept\r\n')
        return
      }
      for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
        const line = pending.slice(0, end)
        pending = pending.slice(end + 2)
        commands.push(line)
        if (line === 'DATA') data = ''
        socket.write(line === 'DATA' ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n')
      }
    })
  }
  const server = createServer(talk).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const close = async () => {
    server.close()
    await once(server, 'close')
  }
  onTestFinished(() => void server.close())
  return { port: typeof address === 'object' && address ? address.port : 0, received, close }
}
