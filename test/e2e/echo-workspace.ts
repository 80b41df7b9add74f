import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const hex = (text: string): string => Buffer.from(text).toString('hex')

const workflow = (id: string, steps: unknown[]) => ({ id, name: id, trigger: { type: 'request' }, steps })

const echo = workflow('Echo', [
  { id: 'reply', type: 'response', statusCode: 200, responseType: 'FILE', body: '{{ trigger.request.body.file }}' },
])

const slow = workflow('Slow', [
  { id: 'pause', type: 'delay', unit: 'SECONDS', value: 20 },
  { id: 'reply', type: 'response', statusCode: 200, responseType: 'JSON', body: { done: true } },
])

/** A request whose one part comes back as the answer: these bytes, this type, this name. */
const part = (name: string, fileName: string, contentType: string, bytes: string) => ({
  name,
  body: { type: 'multipart', parts: [{ name: 'file', hex: bytes, contentType, fileName }] },
})

const page =
  '<h1>Hello</h1><script>document.body.textContent = "scripts ran"</script><img src="http://127.0.0.1:1/pixel.png"><p onclick="x()">text</p>'

const requests = [
  part('Exact JSON', 'a.json', 'application/json', hex('{"id":9007199254740993,"price":1.00,"list":[]}')),
  part('Broken JSON', 'a.json', 'application/json', hex('{"a": 1,, }')),
  part('A page', 'a.html', 'text/html', hex(page)),
  part('Latin text', 'a.txt', 'text/plain; charset=iso-8859-1', '4772fcdf65'),
  part('A drawing', 'a.svg', 'image/svg+xml', hex('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>')),
  part('Bytes', 'a.bin', 'application/octet-stream', '00ff'.repeat(5000)),
]

/** Adds workflows to a workspace: `Echo` answers with the file it was sent, `Slow` takes twenty seconds, `Blank` has no request. */
export function addEcho(folder: string): void {
  mkdirSync(join(folder, 'requests/echo'), { recursive: true })
  mkdirSync(join(folder, 'requests/slow'), { recursive: true })
  writeFileSync(join(folder, 'workflows/echo.workflow.yaml'), JSON.stringify(echo, null, 1))
  writeFileSync(join(folder, 'workflows/slow.workflow.yaml'), JSON.stringify(slow, null, 1))
  writeFileSync(join(folder, 'workflows/blank.workflow.yaml'), JSON.stringify(workflow('Blank', []), null, 1))
  for (const request of requests)
    writeFileSync(join(folder, `requests/echo/${request.name}.request.yaml`), JSON.stringify(request, null, 1))
  writeFileSync(join(folder, 'requests/slow/Wait.request.yaml'), JSON.stringify({ name: 'Wait' }))
}
