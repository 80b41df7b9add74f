import { workflow } from '../support/host.ts'

const reply = (body: unknown, more = {}) => ({ id: 'reply', type: 'response', body, ...more })

/** A workspace with a workflow for each way a run can go. */
export const files: Record<string, string> = {
  'triggerbench.yaml': 'projectId: p\ntrigger: { port: 0 }\n',
  ...workflow('echo', [reply({ got: '{{ trigger.request.body }}', by: '{{ user.userId }}' })], { name: 'Echo it' }),
  ...workflow('bytes', [reply('{{ trigger.request.file }}', { responseType: 'FILE' })]),
  ...workflow('conflict', [reply({ message: 'exists' }, { statusCode: 409 })]),
  ...workflow('later', [{ id: 'pause', type: 'delay', unit: 'SECONDS', value: 1 }]),
  ...workflow('strict', [reply({})], {
    trigger: { type: 'request', validate: { body: [{ name: 'email', type: 'EMAIL', required: true }] } },
  }),
  'workflows/broken.workflow.yaml': 'id: broken\nname: Broken\nsteps:\n  - { id: a, type: functon }\n',
  'requests/echo/lead.request.yaml': 'name: A lead\nbody: { type: json, text: \'{"a": 1.50}\' }\n',
  'requests/bytes/png.request.yaml':
    'name: png\nbody: { type: hex, hex: 89504e470d0a1a0a00ff, contentType: image/png }\n',
}
